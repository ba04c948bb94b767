using PenguinMails.Identity.Configuration;

namespace PenguinMails.Identity.Users;

/// <summary>
/// Who vouched for whom lately. Each account has one last voucher, whose own account has one: a chain. It is followed a few links far; whoever makes
/// a longer one to stand beyond its end finds that it may be anybody's.
/// </summary>
internal sealed class VoucherTable(IOptions<IdentityOptions> options, TimeProvider time)
{
    public const int LongestChain = 8;

    public Task<IReadOnlyList<Voucher>> OfAsync(DatabaseTransaction read, Guid userId)
    {
        var window = options.Value.VouchingWindow;
        return read.QueryAsync<Voucher>(
            """
            with recursive chain (user_id, until, path) as (
                select vouched_by, vouched_at + @window, array[user_id, vouched_by]
                from platform_user where user_id = @userId and vouched_at > @since
                union all
                select above.vouched_by, least(chain.until, above.vouched_at + @window), path || above.vouched_by
                from chain join platform_user above on above.user_id = chain.user_id
                where above.vouched_at > @since and above.vouched_by <> all(path) and cardinality(path) <= @LongestChain + 1)
            select case when cardinality(path) > @LongestChain + 1 then @Unknown else user_id end as UserId, until as Until from chain
            """,
            new { userId, window, since = time.GetUtcNow() - window, LongestChain, Voucher.Unknown });
    }

    /// <summary>Whoever made the link of an invitation could use it themselves.</summary>
    public Task VouchAsync(DatabaseTransaction transaction, Guid userId, Guid voucher) => transaction.ExecuteAsync(
        "update platform_user set vouched_by = @voucher, vouched_at = @now where user_id = @userId", new { userId, voucher, now = time.GetUtcNow() });
}
