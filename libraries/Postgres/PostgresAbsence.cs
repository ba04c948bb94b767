namespace PenguinMails.Postgres;

/// <summary>Distinguishes an outage of the database, which passes, from an error in a statement, which does not.</summary>
public static class PostgresAbsence
{
    /// <summary>
    /// Answers that say nothing against the statement, by class or code, beside those that Npgsql calls transient: the connection broke
    /// (08); the transaction was ended, or the server is being replaced and takes no writes (25); the role or the database is not as
    /// it was, as when a password changes or a copy is restored (28, 3D); somebody cancelled it, which a late cancellation does to the
    /// next statement of a connection, or the server stops or starts (57); what the server stands on failed it (58, XX).
    /// </summary>
    /// <remarks>postgresql.org, Appendix A, "PostgreSQL Error Codes".</remarks>
    private static readonly string[] Passing = ["08", "25", "28", "3D", "57", "58", "XX"];

    /// <summary>
    /// Whether trying again later may help. Npgsql makes the first connection of a data source under a lock of its own; who waits too
    /// long for that gets a bare <see cref="TimeoutException"/>.
    /// </summary>
    public static bool IsPostgresAway(this Exception failure) => failure switch
    {
        PostgresException answer => answer.IsTransient || Passing.Any(passing => answer.SqlState.StartsWith(passing, StringComparison.Ordinal)),
        NpgsqlException or TimeoutException => true,
        _ => false,
    };
}
