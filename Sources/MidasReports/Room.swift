// MidasReports: findings to bytes, one file a format, pure functions. It knows no analysis.
