using MassTransit;

namespace PenguinMails.KeyIssuance.TenantStates;

/// <summary>Somebody takes the reports. It may be said twice, and leaves nothing in the inbox: it comes every few seconds.</summary>
internal sealed class FollowTenantStatesConsumer(Database database) : IConsumer<FollowTenantStates>
{
    public Task Consume(ConsumeContext<FollowTenantStates> context) => database.InTransactionAsync(FollowAsync, context.CancellationToken);

    public static Task FollowAsync(DatabaseTransaction transaction) => transaction.ExecuteAsync(
        """
        insert into state_follower (followed_at) values (clock_timestamp()) on conflict (is_only) do update set followed_at = excluded.followed_at
        """);
}
