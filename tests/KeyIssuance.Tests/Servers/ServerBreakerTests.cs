using PenguinMails.KeyIssuance.Operations;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Servers;

/// <summary>A server that does not answer is left alone by every instance, says so, and is tried by one operation afterwards.</summary>
[Category("Component")]
public sealed class ServerBreakerTests : WorldTests
{
    private static readonly Dictionary<string, string> OpenForLong = new(StringComparer.Ordinal)
    {
        ["KeyIssuance__MaxAttempts"] = "10",
        ["KeyIssuance__Breaker__FirstCoolDown"] = "01:00:00",
        ["KeyIssuance__Breaker__MaxCoolDown"] = "01:00:00",
    };

    [Test]
    public async Task Rotate_AfterThreeFailures_FailsAtOnceOnEveryInstance_UntilTheServerAnswers()
    {
        using var closing = FaultyListener.ThatCloses();
        var first = await World.StartServiceAsync(settings: OpenForLong);
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await MoveAsync(tenant, closing.Port);

        var failed = await tenant.EndedAsync(await tenant.StartAsync(OperationKind.Rotate));

        Assert.That((failed.Step, failed.ErrorCode), Is.EqualTo(("rotate.install", "server_unreachable")));
        Assert.That(failed.ErrorDetail, Does.StartWith("The server cannot be reached: the server ").And.Contain("old key works as before"));
        Assert.That(closing.Connections, Is.EqualTo(3));
        var shown = (await World.Credentials.FindAsync(tenant.Id, default))!;
        Assert.That(shown.Status, Is.EqualTo("unreachable"));
        Assert.That(shown.Unreachable!.LastError, Does.Match("^The server cannot be reached: the server (closed|reset) the connection\\.$"));

        await AssertFailsAtOnceAsync(tenant);
        await first.DisposeAsync();
        await using var second = await World.StartServiceAsync(settings: OpenForLong);
        await AssertFailsAtOnceAsync(tenant);
        Assert.That(closing.Connections, Is.EqualTo(3), "nothing was tried any more");

        await CoolDownEndsAsync(tenant);
        await MoveAsync(tenant, World.Server.Port);
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        Assert.That((await World.Credentials.FindAsync(tenant.Id, default))!, Has.Property("Status").EqualTo("active").And.Property("Unreachable").Null);
        Assert.That(
            await World.CountAsync("select count(*)::int from server where tenant_id = @Id and failures = 0 and cool_downs = 0 and open_until is null", new { tenant.Id }),
            Is.EqualTo(1));
        await tenant.AssertConsistentAsync("rotated when the server answered again");
    }

    [Test]
    public async Task Rotate_ServerIsAwayForAMoment_WaitsForItAndSucceeds()
    {
        using var closing = FaultyListener.ThatCloses();
        await using var service = await World.StartServiceAsync(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KeyIssuance__Breaker__FirstCoolDown"] = "00:00:02",
            ["KeyIssuance__Breaker__Patience"] = "00:01:00",
            ["KeyIssuance__MaxAttempts"] = "6",
        });
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await MoveAsync(tenant, closing.Port);
        var rotation = await tenant.StartAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await Eventually.Async(() => closing.Connections >= 3, what: "The breaker opens");

        await MoveAsync(tenant, World.Server.Port);

        await tenant.SucceededAsync(rotation);
        await tenant.AssertConsistentAsync("rotated after the server came back");
    }

    [Test]
    public async Task Revoke_WhileTheServerIsLeftAlone_WaitsWithoutAttemptsAndIsTold_ThenEnds()
    {
        using var closing = FaultyListener.ThatCloses();
        await using var service = await World.StartServiceAsync(settings: OpenForLong);
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await MoveAsync(tenant, closing.Port);
        await tenant.EndedAsync(await tenant.StartAsync(OperationKind.Rotate));

        var revocation = await tenant.StartAsync(OperationKind.Revoke);

        await Eventually.Async(() => WaitsAsync(revocation), what: "The revocation waiting for the end of the cool-down");
        Assert.That(await tenant.StepAsync(revocation), Is.EqualTo(new PresentStep("remove", Attempts: 0, Tries: 1)));
        Assert.That(closing.Connections, Is.EqualTo(3));
        Assert.That(await tenant.AlertsAsync("operation.revoke_failing"), Is.EqualTo(1));
        Assert.That((await World.Credentials.FindAsync(tenant.Id, default))!.Status, Is.EqualTo("revocation_pending"));

        await MoveAsync(tenant, World.Server.Port);
        await CoolDownEndsAsync(tenant);
        await tenant.SucceededAsync(revocation);
        await tenant.AssertConsistentAsync("revoked");
        Assert.That(await tenant.AlertsAsync("operation.revoke_failing"), Is.EqualTo(1));
    }

    [Test]
    public async Task CoolDownEnded_TwoOperationsOnTwoInstances_OneTries_AndItsFailureOpensForLonger()
    {
        var settings = new Dictionary<string, string>(OpenForLong, StringComparer.Ordinal) { ["Ssh__ConnectTimeout"] = "00:01:00" };
        var silent = FaultyListener.ThatIsSilent();
        await using var first = await World.StartServiceAsync(settings: settings);
        await using var second = await World.StartServiceAsync(settings: settings);
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await MoveAsync(tenant, silent.Port);
        await World.ExecuteAsync(
            "update server set failures = 3, cool_downs = 1, last_error = 'It is away.', open_until = now() + interval '1 hour' where tenant_id = @Id", new { tenant.Id });
        var revocations = new[] { await tenant.StartAsync(OperationKind.Revoke), await tenant.StartAsync(OperationKind.Revoke, name: "admin") };
        foreach (var revocation in revocations)
        {
            await Eventually.Async(() => WaitsAsync(revocation), what: "Both waiting");
        }

        await CoolDownEndsAsync(tenant);

        await Eventually.Async(
            async () => silent.Connections > 0 && (await Task.WhenAll(revocations.Select(tenant.StepAsync))).Max(step => step.Tries) >= 4,
            what: "One trying, and the other one told again and again that it may not");
        Assert.That(silent.Connections, Is.EqualTo(1));
        silent.Dispose();
        await Eventually.Async(
            async () => await World.CountAsync(
                "select count(*)::int from server where tenant_id = @Id and cool_downs = 2 and open_until > now() and probe_owner is null", new { tenant.Id }) == 1,
            what: "The next cool-down");
    }

    [Test]
    public async Task Rotate_WhileTwentyOperationsHangOnAnotherServer_IsDoneBeforeTheFirstOfThemGivesUp()
    {
        using var silent = FaultyListener.ThatIsSilent();
        await using var service = await World.StartServiceAsync(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Ssh__ConnectTimeout"] = "00:03:00",
            // A lease that is lost on a busy machine is another connection.
            ["KeyIssuance__Lease"] = "00:03:00",
        });
        var healthy = await (await World.EnrolAsync()).IssuedAsync();
        for (var count = 0; count < 20; count++)
        {
            await World.EnrolAsync(port: silent.Port);
        }

        await Eventually.Async(() => silent.Connections == 4, TimeSpan.FromMinutes(3), "As many hanging as may run on one server");

        await healthy.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));

        Assert.That(silent.Connections, Is.EqualTo(4), "four of the eight workers");
        Assert.That(
            await World.CountAsync(
                """
                select count(*)::int from operation o join server v using (tenant_id)
                where v.port = @Port and o.status in ('pending', 'running') and o.attempts = 0 and v.failures = 0
                """,
                new { silent.Port }),
            Is.EqualTo(20),
            "none of the twenty has come to an end of its first attempt");
        await healthy.AssertConsistentAsync("rotated beside a server that hangs");
    }

    private async Task AssertFailsAtOnceAsync(Tenant tenant)
    {
        var versions = await tenant.VersionsAsync();
        var failed = await tenant.EndedAsync(await tenant.StartAsync(OperationKind.Rotate));
        Assert.That((failed.Step, failed.ErrorCode), Is.EqualTo(("rotate.stage", "server_unreachable")));
        Assert.That(failed.ErrorDetail, Does.Contain("not tried again before").And.Contain("old key works as before"));
        Assert.That(await tenant.VersionsAsync(), Has.Count.EqualTo(versions.Count), "no key was made for it");
    }

    /// <summary>Whether it waits for long, with no worker.</summary>
    private async Task<bool> WaitsAsync(Guid operation) => await World.CountAsync(
        """
        select count(*)::int from operation where operation_id = @operation and lease_owner is null and error_code = 'server_unreachable'
          and not_before > now() + interval '10 minutes'
        """,
        new { operation }) == 1;

    private Task MoveAsync(Tenant tenant, int port) =>
        World.ExecuteAsync("update server set port = @port where tenant_id = @Id", new { port, tenant.Id });

    private Task CoolDownEndsAsync(Tenant tenant) => World.ExecuteAsync(
        """
        update server set open_until = now() where tenant_id = @Id;
        update operation set not_before = now() where tenant_id = @Id and status in ('pending', 'running');
        """,
        new { tenant.Id });
}
