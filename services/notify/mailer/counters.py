"""What operators count about mail out."""

from prometheus_client import Counter, Gauge, Histogram

sent = Counter("paddock_mail_sent_total", "Mails a relay took", ["kind"])
skipped = Counter("paddock_mail_skipped_total", "Mails that will never go", ["kind", "reason"])
postponed = Counter("paddock_mail_postponed_total", "Mails put off", ["reason"])
failed = Counter("paddock_mail_failed_total", "Mails refused for good or given up", ["kind"])
uncertain = Counter("paddock_mail_uncertain_total", "Mails that may or may not have arrived", ["kind"])
waiting = Gauge("paddock_mail_waiting", "Mails that are due and not sent yet")
seconds = Histogram("paddock_mail_seconds", "From claim to the relay's yes", buckets=(0.01, 0.05, 0.2, 1, 5, 30))
