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

        var claimed = new List<Guid?>();
        // Until each tenant's only lease is the test's; those of the service's own workers end at once, because the secret is none.
        await Eventually.Async(
            async () =>
            {
                var round = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => leases.ClaimAsync(MessageTable.Webhook, default))));
                claimed.AddRange(round.Where(message => message is not null).Select(message => message!.TenantId));
                return claimed.Distinct().Count() == Tenants;
            },
            what: "a message of every tenant");

        Assert.That(claimed, Is.Unique);
    }
}
