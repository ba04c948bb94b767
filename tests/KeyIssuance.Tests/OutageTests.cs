using PenguinMails.KeyIssuance.Operations;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>While a dependency is away operations wait: no attempt is counted, nothing is lost, and they end when it is back.</summary>
[Category("Process")]
public sealed class OutageTests
{
    [Test]
    public async Task Rotate_VaultSealed_WaitsAndSucceedsAfterwards()
    {
        await using var vault = await TestVault.StartAsync();
        await using var world = await World.StartAsync(vault);
        await using var service = await world.StartServiceAsync();
        var tenant = await (await world.EnrolAsync()).IssuedAsync();
        await vault.SealAsync();
        var rotation = await tenant.StartAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await Eventually.Async(async () => (await tenant.StepAsync(rotation)).Tries >= 2, what: "Tries during the outage");
        Assert.That(await tenant.StepAsync(rotation), Has.Property(nameof(PresentStep.Attempts)).EqualTo(0));

        await vault.UnsealAsync();
        await tenant.SucceededAsync(rotation);
        await tenant.AssertConsistentAsync("after the outage of Vault");
    }

    [Test]
    public async Task Rotate_PostgresKilled_EndsWhenItIsBack()
    {
        await using var postgres = await TestPostgres.StartAsync(durable: true);
        await using var world = await World.StartAsync(postgres: postgres);
        await using var service = await world.StartProcessAsync();
        var tenant = await (await world.EnrolAsync()).IssuedAsync();
        var rotation = await tenant.StartAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await Eventually.Async(async () => (await tenant.StepAsync(rotation)).Name != "stage", what: "The rotation under way");
        await postgres.KillAsync();
        await postgres.StartAgainAsync();

        await tenant.SucceededAsync(rotation);
        await tenant.AssertConsistentAsync("after the end of Postgres");
        Assert.That(service.HasExited, Is.False, "the service outlived it");
    }

    [Test]
    public async Task Rotate_BrokerAway_SucceedsAndItsMessagesWait()
    {
        await using var world = await World.StartAsync();
        await using var service = await world.StartServiceAsync(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__messaging"] = "amqp://nobody:nothing@127.0.0.1:1/",
        });
        var tenant = await (await world.EnrolAsync()).IssuedAsync();
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await tenant.AssertConsistentAsync("without a broker");
        Assert.That(
            await world.CountAsync(
                "select count(*)::int from outbox_message where message_type like '%.SecretRotated' and body like '%' || @Id::text || '%'", new { tenant.Id }),
            Is.EqualTo(1),
            "the event waits for the broker");
    }
}
