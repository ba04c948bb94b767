namespace PenguinMails.Postgres;

/// <summary>Distinguishes an outage of the database, which passes, from an error in a statement, which does not.</summary>
public static class PostgresAbsence
{
    /// <summary>
    /// Whether trying again later may help. Npgsql makes the first connection of a data source under a lock of its own; who waits too
    /// long for that gets a bare <see cref="TimeoutException"/>.
    /// </summary>
    public static bool IsPostgresAway(this Exception failure) => failure switch
    {
        // Classes 08 and 57P: the connection broke, the server is stopping or starting; 25P03: it ended a transaction that was
        // silent for too long (postgresql.org, Appendix A).
        PostgresException answer => answer.IsTransient
            || answer.SqlState.StartsWith("08", StringComparison.Ordinal) || answer.SqlState.StartsWith("57P", StringComparison.Ordinal)
            || answer.SqlState == "25P03",
        NpgsqlException or TimeoutException => true,
        _ => false,
    };
}
