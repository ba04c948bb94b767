using PenguinMails.Postgres;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Tells what is nobody's fault from bugs: while Vault or Postgres is away, operations wait and no attempt is counted.</summary>
internal static class Outages
{
    public static bool IsOutage(Exception failure) => failure is VaultUnavailableException || failure.IsPostgresAway();
}
