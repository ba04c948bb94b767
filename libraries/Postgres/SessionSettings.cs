namespace PenguinMails.Postgres;

/// <summary>What every session of a service is set to.</summary>
/// <remarks>postgresql.org, "Client Connection Defaults" and "Just-in-Time Compilation".</remarks>
internal static class SessionSettings
{
    /// <summary>
    /// A process that is frozen (a stopped virtual machine, a swapping one) keeps its connections, and with them the locks of what it was
    /// just writing: nobody could revoke that secret until it wakes. So the server ends a transaction whose owner has not said anything
    /// for a while; the owner, when it wakes, finds it rolled back.
    /// </summary>
    private const string AbandonedAfter = "idle_in_transaction_session_timeout";

    private static readonly (string Name, string Value)[] Settings =
    [
        // Longer than anything a transaction waits for: a message's delivery (10 s), Vault (15 s).
        (AbandonedAfter, "20000"),

        // No query works as long as compiling one takes when it may look into many partitions (0.2 s).
        ("jit", "off"),
    ];

    /// <summary>Statements that a session has run twice are prepared, as many as this.</summary>
    private const int PreparedStatements = 60;

    /// <summary>A prepared statement is planned for the parameters at hand, each time.</summary>
    private static readonly (string Name, string Value) FreshPlans = ("plan_cache_mode", "force_custom_plan");

    /// <summary>The connection string with the settings, unless its <c>Options</c> have values of their own for them.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="plansAfresh">
    /// For a database with partitions: a plan made for any parameters would have to consider all of them.
    /// </param>
    public static string AddTo(string connectionString, bool plansAfresh = false)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = PreparedStatements,
            AutoPrepareMinUsages = 2,

            // Nothing here leaves settings, locks or temporary tables in a session: all are a transaction's own. Without the reset
            // a short read costs half as much.
            NoResetOnClose = true,
        };
        foreach (var (name, value) in Settings.Concat(plansAfresh ? [FreshPlans] : []).Where(setting => connection.Options?.Contains(setting.Name, StringComparison.Ordinal) != true))
        {
            connection.Options = $"{connection.Options} -c {name}={value}".TrimStart();
        }

        return connection.ConnectionString;
    }

    /// <summary>SQL for a transaction that holds no lock anybody needs, and works long on something else.</summary>
    public static string AllowPauses => $"set local {AbandonedAfter} = '1h'";
}
