using PenguinMails.KeyIssuance.Operations;
using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Tests.Crashes;

/// <summary>The worker dies while it rolls back a rotation whose new key the server refuses.</summary>
public sealed class RollBackWalkTests : CrashWalk
{
    private protected override IReadOnlyList<string> Effects { get; } =
    [
        "begin",
        "stage write tenant.staged", "stage commit",
        "install edit tenant", "install commit",
        "verify commit",
        "roll_back edit tenant", "roll_back end tenant.staged", "roll_back destroy tenant.staged", "roll_back commit",
    ];

    // Before it, a rotation is like any other.
    private protected override int FirstDeath => Effects.ToList().IndexOf("verify commit") + 1;

    private protected override int MaxAttempts => 1;

    private protected override async Task<Tenant?> PrepareAsync()
    {
        var tenant = await IssuedAsync();
        // sshd's StrictModes: keys in a home that others may write to are refused, so the installation works and the use does not.
        await World.Server.RunAsRootAsync($"chmod 777 /home/{tenant!.Account}");
        return tenant;
    }

    private protected override async Task<Tenant> StartAsync(MortalInstance mortal, Tenant? tenant, Database database)
    {
        await tenant!.StartAsync(OperationKind.Rotate, database: database);
        return tenant;
    }

    private protected override async Task AssertEndedWellAsync(Tenant tenant, Guid operation, string death)
    {
        var failed = await tenant.EndedAsync(operation);
        await World.Server.RunAsRootAsync($"chmod 755 /home/{tenant.Account}");
        Assert.That((failed.Step, failed.ErrorCode), Is.EqualTo(("rotate.verify", "key_refused")), death);
        Assert.That((await tenant.VersionsAsync()).Select(version => version.State), Is.EqualTo(new[] { "current", "abandoned" }), death);
        await tenant.AssertConsistentAsync(death);
        await tenant.AssertOnlyCurrentIsHeldAsync(death);
        Assert.That(await tenant.AuditedAsync(operation), Does.Contain("ssh_key.rotate failed key_refused"), death);
        Assert.That(await tenant.AlertsAsync("operation.rotate_failing"), Is.EqualTo(1), death);
    }
}
