using Npgsql;

namespace PenguinMails.Postgres;

/// <summary>
/// A process that is frozen (a stopped virtual machine, a swapping one) keeps its connections, and with them the locks of what it was
/// just writing: nobody could revoke that secret until it wakes. So the server ends a transaction whose owner has not said anything
/// for a while; the owner, when it wakes, finds it rolled back.
/// </summary>
internal static class AbandonedTransactions
{
    private const string Setting = "idle_in_transaction_session_timeout";

    // Longer than anything a transaction waits for: a message's delivery (10 s), Vault (15 s).
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The connection string with the setting, unless its <c>Options</c> have a value of their own for it.</summary>
    /// <remarks>postgresql.org, "Client Connection Defaults".</remarks>
    public static string End(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        if (connection.Options?.Contains(Setting, StringComparison.Ordinal) != true)
        {
            connection.Options = $"{connection.Options} -c {Setting}={Patience.TotalMilliseconds}".TrimStart();
        }

        return connection.ConnectionString;
    }

    /// <summary>SQL for a transaction that holds no lock anybody needs, and works long on something else.</summary>
    public static string AllowPauses => $"set local {Setting} = '1h'";
}
