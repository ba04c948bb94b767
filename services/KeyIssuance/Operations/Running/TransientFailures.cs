namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Tells what is nobody's fault from bugs: while Vault or Postgres is away, operations wait and no attempt is counted.</summary>
internal static class TransientFailures
{
    public static bool IsTransient(Exception failure) => failure is VaultUnavailableException || failure.IsPostgresAway();
}
