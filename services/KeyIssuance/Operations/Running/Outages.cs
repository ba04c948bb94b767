using Npgsql;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Tells what is nobody's fault from bugs: while Vault or Postgres is away, operations wait and no attempt is counted.</summary>
internal static class Outages
{
    public static bool IsOutage(Exception failure) => failure switch
    {
        VaultUnavailableException or TimeoutException => true,
        // Classes 08 and 57P: the connection broke, the server is stopping or starting (postgresql.org, Appendix A).
        PostgresException refused => refused.IsTransient
            || refused.SqlState.StartsWith("08", StringComparison.Ordinal) || refused.SqlState.StartsWith("57P", StringComparison.Ordinal),
        NpgsqlException => true,
        _ => false,
    };
}
