namespace PenguinMails.Rotation.Policies;

/// <summary>
/// Transactions that decide dates hold a shared lock on the policies; a change of a policy takes the exclusive lock. So no date is
/// committed that was decided by a replaced policy. Taken before any row lock, to avoid deadlocks.
/// </summary>
internal static class PolicyLock
{
    private const long Key = 0x706F6C696379; // "policy"

    public static Task LockPoliciesSharedAsync(this DatabaseTransaction transaction) =>
        transaction.ExecuteAsync("select pg_advisory_xact_lock_shared(@Key)", new { Key });

    public static Task ChangePoliciesAsync(this DatabaseTransaction transaction) =>
        transaction.ExecuteAsync("select pg_advisory_xact_lock(@Key)", new { Key });
}
