namespace PenguinMails.Audit.Reports.Sources;

/// <summary>Reports read the database. An archived month is missing until it is restored, and the reports state that they are incomplete.</summary>
internal static class ArchivedMonths
{
    /// <summary>Whether some of the records of the period are in archives only; without a period: any.</summary>
    public static Task<bool> AreAnyArchivedAsync(this DatabaseTransaction connection, ReportPeriod? period = null) => connection.ScalarAsync<bool>(
        """
        select exists (
            select from audit_archive
            where chain = @Chain and attached_until is null
              and (@To::timestamptz is null or month::timestamp at time zone 'UTC' < @To)
              and (@From::timestamptz is null or (month + interval '1 month') at time zone 'UTC' > @From))
        """,
        new { Chain = LedgerChains.Platform, period?.From, period?.To });
}
