using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Identity.Deliveries;
using PenguinMails.Identity.Notifications;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests.Notifications;

/// <summary>However many workers ask at once, each tenant has one webhook message on its way: receivers that hang hold up their own tenant only.</summary>
[Category("Component")]
internal sealed class MessageLeaseTests : NotificationFixture
{
    private const int Tenants = 5;

    // What is leased stays so until the test has looked.
    protected override IEnumerable<(string Setting, string Value)> MoreSettings => [("Identity:Notifications:Timeout", "00:01:00")];

    [Test]
    public async Task Claims_AtOnce_LeaseOneWebhookMessageOfATenant()
    {
        var leases = Server.Services.GetRequiredService<MessageLeases>();
        await ExecuteAsync(
            """
            with tenants as (select gen_random_uuid() as id from generate_series(1, @Tenants)),
            webhooks as (
                insert into webhook (webhook_id, tenant_id, url, events, signing_secret, created_at)
                select gen_random_uuid(), id, 'https://hooks.acme.example/', '{issued}', 'vault:v1:none', now() from tenants returning webhook_id, tenant_id)
            insert into message (message_id, channel, tenant_id, webhook_id)
            select gen_random_uuid(), 'webhook', tenant_id, webhook_id from webhooks cross join generate_series(1, 20)
            """,
            new { Tenants });

        var (leased, tenants) = (0, 0);
        // The service's own workers claim too, and may end what they lease.
        await Eventually.Async(
            async () =>
            {
                await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => leases.ClaimAsync(MessageTable.Webhook, default))));
                (leased, tenants) = await LeasedAsync();
                return tenants == Tenants;
            },
            what: "a message of every tenant");

        Assert.That(leased, Is.EqualTo(Tenants), "one of each tenant");
    }

    private async Task<(int Leased, int Tenants)> LeasedAsync()
    {
        var counts = await ScalarAsync<int[]>(
            "select array[count(*)::int, count(distinct tenant_id)::int] from message where channel = 'webhook' and state = 'pending' and lease_until >= now()");
        return (counts![0], counts[1]);
    }
}
