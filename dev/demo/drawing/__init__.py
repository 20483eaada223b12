"""How the demo's pictures are drawn: scenery, people, cars and details, in the manner of a period poster."""
