namespace PenguinMails.Rotation.Policies;

/// <summary>
/// Who decides dates holds the policies until it commits; who changes one waits for those and keeps out others. So no date stands
/// that was decided by a policy that has been replaced. Taken before any row, or two could wait for each other.
/// </summary>
internal static class PolicyLock
{
    private const long Key = 0x706F6C696379; // "policy"

    public static Task LockPoliciesSharedAsync(this DatabaseTransaction transaction) =>
        transaction.ExecuteAsync("select pg_advisory_xact_lock_shared(@Key)", new { Key });

    public static Task ChangePoliciesAsync(this DatabaseTransaction transaction) =>
        transaction.ExecuteAsync("select pg_advisory_xact_lock(@Key)", new { Key });
}
