using PenguinMails.Identity.Deliveries;
using PenguinMails.Identity.Notifications;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests.Migrations;

/// <summary>A database of the build before messages had a first attempt (0008), with messages in every state.</summary>
[Category("Component")]
internal sealed class MessageUpgradeTests
{
    private const string Upgrade = "0008_message_attempts.sql";

    private static readonly Guid Tenant = Guid.Parse("019ab000-0000-7000-8000-0000000000aa");
    private static readonly Guid Untried = Guid.Parse("019ab000-0000-7000-8000-000000000001");
    private static readonly Guid TriedToday = Guid.Parse("019ab000-0000-7000-8000-000000000002");
    private static readonly Guid TriedForTooLong = Guid.Parse("019ab000-0000-7000-8000-000000000003");

    [Test]
    public async Task Messages_OfTheBuildBefore_AreSentOrGivenUpWhenTheyWouldHaveBeen()
    {
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await MigratedTo.BeforeAsync(database, Upgrade);
        await MigratedTo.ExecuteAsync(
            database,
            $"""
            insert into webhook (webhook_id, tenant_id, url, events, signing_secret, created_at) values ('{Tenant}', '{Tenant}', 'https://hooks.acme.example/', '{"{test}"}', 'vault:v1:none', now());
            insert into message (message_id, channel, tenant_id, webhook_id, state, attempts, created_at, not_before, finished_at, error) values
                ('{Untried}', 'webhook', '{Tenant}', '{Tenant}', 'pending', 0, now() - interval '3 days', now() + interval '1 day', null, null),
                ('{TriedToday}', 'webhook', '{Tenant}', '{Tenant}', 'pending', 3, now() - interval '1 hour', now() + interval '1 day', null, 'The receiver answered 503.'),
                ('{TriedForTooLong}', 'webhook', '{Tenant}', '{Tenant}', 'pending', 9, now() - interval '3 days', now() + interval '1 day', null, 'The receiver answered 503.'),
                (gen_random_uuid(), 'webhook', '{Tenant}', '{Tenant}', 'delivered', 1, now() - interval '1 hour', now(), now(), null);
            """);

        await using var server = await IdentityServer.StartAsync(await Platform.OnDatabaseAsync(database));

        Assert.That(await ScalarAsync<int>(server, "select count(*)::int from message where (first_attempt_at is null) = (attempts = 0)"), Is.EqualTo(4));
        Assert.That(await ScalarAsync<int>(server, "select count(*)::int from message where first_attempt_at is distinct from created_at"), Is.EqualTo(1), "the one that was not tried");
        var leases = (MessageLeases)server.Services.GetService(typeof(MessageLeases))!;
        Assert.That(await TryAgainAsync(server, leases, Untried), Is.True, "it waited its turn, and is tried as long as others");
        Assert.That(await TryAgainAsync(server, leases, TriedToday), Is.True);
        Assert.That(await TryAgainAsync(server, leases, TriedForTooLong), Is.False, "as the build before would have given it up");
        Assert.That(await ScalarAsync<string>(server, "select state || ': ' || error from message where message_id = @id", new { id = TriedForTooLong }), Does.StartWith("failed: Given up after "));
    }

    /// <summary>Claims the message as a worker does, and finds its receiver away.</summary>
    private static async Task<bool> TryAgainAsync(IdentityServer server, MessageLeases leases, Guid messageId)
    {
        await server.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                """
                update message set attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, now()), lease_owner = message_id, lease_until = now() + interval '1 hour'
                where message_id = @messageId
                """,
                new { messageId }),
            default);
        var message = await server.Database.ReadAsync(
            read => read.QuerySingleOrDefaultAsync<DueMessage>(
                """
                select message_id as MessageId, tenant_id as TenantId, user_id as UserId, webhook_id as WebhookId, attempts as Attempts, sealed as Sealed, lease_owner as LeaseOwner
                from message where message_id = @messageId
                """,
                new { messageId }),
            default);
        return await leases.RetryLaterAsync(MessageTable.Webhook, message!, "The receiver answered 503.", TimeSpan.FromHours(2), default);
    }

    private static Task<T?> ScalarAsync<T>(IdentityServer server, string sql, object? parameters = null) =>
        server.Database.ReadAsync(read => read.ScalarAsync<T>(sql, parameters), default);
}
