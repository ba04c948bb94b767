using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.KeyIssuance.Tests.Crashes;

namespace PenguinMails.KeyIssuance.Tests.Servers;

/// <summary>How often the platform logs in to a server: once per operation, and again where it must.</summary>
[Category("Component")]
public sealed class AdminSessionsTests : WorldTests
{
    [Test]
    public async Task Rotate_AllSteps_ShareOneAdminLogin()
    {
        await using var service = await World.StartServiceAsync();
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        var (admin, own) = (AdminLogins(), Logins(tenant.Account));

        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));

        Assert.That((AdminLogins() - admin, Logins(tenant.Account) - own), Is.EqualTo((1, 1)), "one to edit, one to use the new key for real");
        await tenant.AssertConsistentAsync("rotated");
    }

    [Test]
    public async Task Use_ConnectionBrokenOrKeyReplaced_OpensAnotherOne()
    {
        await using var service = await World.StartServiceAsync();
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        var options = Options.Create(new KeyIssuanceOptions());
        var store = new OperationStore(World.Database, World.Types, options, TimeProvider.System);
        var breaker = new ServerBreaker(World.Database, Options.Create(new ServerBreakerOptions()), options, NullLogger<ServerBreaker>.Instance);
        var sessions = new AdminSessions(World.Ssh, breaker, World.Secrets, World.Seal, World.Database, []);
        var leasing = new LeasingDatabase(World.Source);
        await tenant.StartAsync(OperationKind.Rotate, database: leasing);
        await using var connections = new KeptConnections();
        var operation = (await store.BeginStepAsync(leasing.Lease!, connections, default))!;
        var before = AdminLogins();

        await UseAsync(sessions, operation);
        await UseAsync(sessions, operation);
        Assert.That(AdminLogins() - before, Is.EqualTo(1), "the second use is over the same connection");

        World.Server.CutConnections();
        await UseAsync(sessions, operation);
        await UseAsync(sessions, operation);
        Assert.That(AdminLogins() - before, Is.EqualTo(2), "the broken one was replaced");
        Assert.That(await World.CountAsync("select failures from server where tenant_id = @Id", new { tenant.Id }), Is.Zero, "and is no failure of the server");

        await tenant.RunAsync(OperationKind.Rotate, name: "admin", grace: TimeSpan.FromHours(1));
        var rotated = AdminLogins();
        await UseAsync(sessions, operation);
        Assert.That(AdminLogins() - rotated, Is.EqualTo(1), "a connection of the replaced admin key is not used any more");
    }

    private static async Task UseAsync(AdminSessions sessions, Operation operation)
    {
        var answer = await sessions.UseAsync(
            operation,
            async session =>
            {
                Assert.That(await session.RunAsRootAsync("echo here", default), Is.EqualTo("here\n"));
                return TargetAnswer.Confirmed;
            },
            default);
        Assert.That(answer, Is.TypeOf<TargetAnswer.Done>());
    }

    private int AdminLogins() => Logins("penguin-admin");

    private int Logins(string account) => World.Server.Log.Split($"Accepted publickey for {account} ").Length - 1;
}
