using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>What other services ask for over RabbitMQ.</summary>
public sealed class CommandTests
{
    [Test]
    public async Task Commands_RotateRetireRevoke_AreCarriedOut()
    {
        await using var world = await World.StartAsync();
        await using var service = await world.StartServiceAsync();
        var tenant = await (await world.EnrolAsync()).IssuedAsync();
        var old = await tenant.CurrentAsync();

        await SendAsync(world, new RotateSecret(Guid.CreateVersion7(), tenant.Key, Triggers.Automated, "schedule", "due", TimeSpan.FromHours(1)));
        await ReachAsync(tenant, "retiring", "current");
        await tenant.AssertConsistentAsync("rotated by command");
        await SendAsync(world, new RetirePreviousVersion(tenant.Key, old.VersionId));
        await ReachAsync(tenant, "retired", "current");
        await SendAsync(world, new RevokeSecret(Guid.CreateVersion7(), tenant.Key, "a test"));
        await ReachAsync(tenant, "retired", "revoked");
        await tenant.AssertConsistentAsync("revoked by command");
    }

    [Test]
    public async Task RotateSecret_NothingCurrent_IsAnsweredWithAFailure()
    {
        await using var world = await World.StartAsync();
        await using var service = await world.StartServiceAsync();
        var tenant = await (await world.EnrolAsync()).IssuedAsync();
        await tenant.RunAsync(Operations.OperationKind.Revoke);
        await SendAsync(world, new RotateSecret(Guid.CreateVersion7(), tenant.Key, Triggers.Automated, "schedule", "due", GracePeriod: null));
        await Eventually.Async(
            async () => await world.CountAsync(
                "select count(*)::int from outbox_message where message_type like '%.SecretRotationFailed' and body like '%no_active_key%' and body like '%' || @Id::text || '%'",
                new { tenant.Id }) == 1,
            TimeSpan.FromSeconds(40),
            "The answer");
    }

    // The outbox of the service's own database: its relay delivers to its own queue, as it would to another's.
    private static Task SendAsync(World world, ICommand command) =>
        world.Database.InTransactionAsync(transaction => transaction.SendAsync(Queues.KeyIssuanceCommands, command), default);

    private static Task ReachAsync(Tenant tenant, params string[] states) => Eventually.Async(
        async () => (await tenant.VersionsAsync()).Select(version => version.State).SequenceEqual(states) && await tenant.IsIdleAsync(),
        TimeSpan.FromSeconds(60),
        "The versions being " + string.Join(" and ", states));
}
