using System.Text.Json.Nodes;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Tests.Crashes;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>What other services ask for over RabbitMQ.</summary>
[Category("Component")]
public sealed class CommandTests
{
    [Test]
    public async Task Commands_RotateRetireRevoke_AreCarriedOut()
    {
        await using var world = await World.StartAsync();
        await using var service = await world.StartServiceAsync();
        var tenant = await (await world.EnrolAsync()).IssuedAsync();
        var old = await tenant.CurrentAsync();

        var (person, campaign) = (new OnBehalfOf(Guid.CreateVersion7(), "admin@example.test", "admin"), Guid.CreateVersion7());
        await SendAsync(world, new RotateSecret(Guid.CreateVersion7(), tenant.Key, Triggers.Manual, "campaign", "due", TimeSpan.FromHours(1), person, campaign));
        await ReachAsync(tenant, "retiring", "current");
        await tenant.AssertConsistentAsync("rotated by command");
        await SendAsync(world, new RetirePreviousVersion(tenant.Key, old.VersionId));
        await ReachAsync(tenant, "retired", "current");
        await SendAsync(world, new RevokeSecret(Guid.CreateVersion7(), tenant.Key, "a test", person));
        await ReachAsync(tenant, "retired", "revoked");
        Assert.That(await CausesAsync(world, "ssh_key.rotate"), Has.Count.GreaterThan(2).And.All.EqualTo((person.User, $"{campaign}")));
        Assert.That(await CausesAsync(world, "ssh_key.retire"), Has.Count.GreaterThan(2).And.All.EqualTo((person.User, $"{campaign}")), "the rotation has caused it");
        Assert.That(await CausesAsync(world, "ssh_key.revoke"), Has.Count.GreaterThan(2).And.All.EqualTo((person.User, (string?)null)));
        await tenant.AssertConsistentAsync("revoked by command");
    }

    [Test]
    public async Task RevokeSecret_OfTheKeyIntoTheServer_IsRefusedAndAlerted()
    {
        await using var world = await World.StartAsync();
        await using var service = await world.StartServiceAsync();
        var tenant = await (await world.EnrolAsync()).IssuedAsync();

        await SendAsync(world, new RevokeSecret(Guid.CreateVersion7(), tenant.Key with { Name = "admin" }, "a test"));

        await Eventually.Async(
            async () => await world.CountAsync(
                "select count(*)::int from outbox_message where body::jsonb ->> 'kind' = 'messaging.command_refused' and body::jsonb ->> 'tenantId' = @Id::text",
                new { tenant.Id }) == 1,
            what: "The alert");
        await tenant.RunAsync(OperationKind.Rotate);
        await tenant.AssertConsistentAsync("the platform still gets in");
    }

    [Test]
    public async Task AdminQuery_TakesReportsAndAsksForAll_IsHeard()
    {
        await using var world = await World.StartAsync();
        await using var service = await world.StartServiceAsync();
        var replayId = Guid.CreateVersion7();

        await world.HearFromAsync(PlatformServices.AdminQuery, new FollowTenantStates(), new ReplayTenantState(replayId));

        await Eventually.Async(
            async () => await world.CountAsync("select count(*)::int from state_follower, state_replay where replay_id = @replayId and is_done", new { replayId }) == 1,
            what: "Both, and the end of the replay");
    }

    [Test]
    public async Task RotateSecret_CarriedOut_IsAnsweredUnderItsRequestId()
    {
        await using var world = await World.StartAsync();
        await using var service = await world.StartServiceAsync();
        var tenant = await (await world.EnrolAsync()).IssuedAsync();
        var request = Rotation(tenant.Key);
        await SendAsync(world, request);
        Assert.That((await AnswerAsync(world, "SecretRotated", request))["previousVersionId"], Is.Not.Null);
    }

    [Test]
    public async Task RotateSecret_CannotStart_SaysWhatStandsInTheWay()
    {
        await using var world = await World.StartAsync();
        await using var service = await world.StartServiceAsync();
        var tenant = await (await world.EnrolAsync()).IssuedAsync();
        var unknown = Rotation(tenant.Key with { Name = "another" });
        await SendAsync(world, unknown);
        await AssertRefusedAsync(world, unknown, "not_found", "no secret of this type and name");

        // Without a server the revocation does not end, so that it stands in the way.
        await world.Server.StopAsync();
        var revocation = await tenant.StartAsync(OperationKind.Revoke);
        var early = Rotation(tenant.Key);
        await SendAsync(world, early);
        await AssertRefusedAsync(world, early, "operation_in_progress", $"Operation {revocation} (revoke)");
        await world.Server.StartAgainAsync();
        await tenant.SucceededAsync(revocation);

        var late = Rotation(tenant.Key);
        await SendAsync(world, late);
        await AssertRefusedAsync(world, late, "no_active_key", "revoked");
        await tenant.RunAsync(OperationKind.Abandon, name: "admin");
        var lost = Rotation(tenant.Key);
        await SendAsync(world, lost);
        await AssertRefusedAsync(world, lost, "no_server", "gives the tenant a new server");
    }

    [Test]
    public async Task RotateSecret_RolledBackOrSuperseded_IsAnsweredUnderItsRequestId()
    {
        await using var world = await World.StartAsync();
        await using var service = await world.StartServiceAsync();
        var tenant = await (await world.EnrolAsync()).IssuedAsync();
        await world.Server.StopAsync();
        var rolledBack = Rotation(tenant.Key);
        await SendAsync(world, rolledBack);
        var failed = await AnswerAsync(world, "SecretRotationFailed", rolledBack);
        Assert.That(((string?)failed["code"], (string?)failed["operationId"]), Is.EqualTo(("server_unreachable", failed["operationId"]!.ToString())));

        // A worker that stands still keeps the rotation under way.
        var superseded = await new LeasingDatabase(world.Source).InTransactionAsync(
            async transaction =>
            {
                var request = Rotation(tenant.Key);
                await world.Requests.StartAsync(transaction, new StartOperation(
                    tenant.Key, OperationKind.Rotate, world.Trail.Platform, request.TriggeredBy, request.Trigger, request.Reason, request.GracePeriod)
                {
                    RequestId = request.RequestId,
                });
                return request;
            },
            default);
        await tenant.StartAsync(OperationKind.Revoke);
        Assert.That((string?)(await AnswerAsync(world, "SecretRotationFailed", superseded))["code"], Is.EqualTo("superseded_by_revocation"));
    }

    [Test]
    public async Task RetirePreviousVersion_AfterAPersonsRotation_IsDoneOnTheirBehalf()
    {
        await using var world = await World.StartAsync();
        await using var service = await world.StartServiceAsync();
        var tenant = await (await world.EnrolAsync()).IssuedAsync();
        var old = await tenant.CurrentAsync();
        var owner = new AuditActor(Guid.CreateVersion7(), "owner@acme.example", "tenant_owner", Guid.CreateVersion7(), "127.0.0.1", null);
        await world.Database.InTransactionAsync(
            transaction => world.Requests.StartAsync(
                transaction, new StartOperation(tenant.Key, OperationKind.Rotate, owner, Triggers.Manual, "tenant", "a test", TimeSpan.FromHours(1))),
            default);
        await ReachAsync(tenant, "retiring", "current");

        await SendAsync(world, new RetirePreviousVersion(tenant.Key, old.VersionId));

        await ReachAsync(tenant, "retired", "current");
        Assert.That(await CausesAsync(world, "ssh_key.rotate"), Has.Count.GreaterThan(2).And.All.EqualTo(((string?)null, (string?)null)), "the actor is the person");
        Assert.That(await CausesAsync(world, "ssh_key.retire"), Has.Count.GreaterThan(2).And.All.EqualTo((owner.User, (string?)null)));
    }

    /// <summary>For whom, and in which campaign, the records of an action and its steps say that it was done.</summary>
    private static async Task<IReadOnlyList<(string? OnBehalfOf, string? CampaignId)>> CausesAsync(World world, string action)
    {
        var records = await world.Database.ReadAsync(
            read => read.QueryAsync<string>(
                """
                select body from outbox_message
                where message_type like '%.AuditRecorded' and (body::jsonb ->> 'action' = @action or body::jsonb ->> 'action' like @action || '.%')
                """,
                new { action }),
            default);
        return [.. records.Select(record => JsonNode.Parse(record!)!).Select(record => ((string?)record["onBehalfOf"]?["user"], (string?)record["campaignId"]))];
    }

    private static RotateSecret Rotation(SecretReference secret) =>
        new(Guid.CreateVersion7(), secret, Triggers.Automated, "schedule", "due", GracePeriod: null);

    private static async Task AssertRefusedAsync(World world, RotateSecret request, string code, string detail)
    {
        var answer = await AnswerAsync(world, "SecretRotationFailed", request);
        Assert.That((string?)answer["code"], Is.EqualTo(code));
        Assert.That((string?)answer["detail"], Does.Contain(detail));
        Assert.That(answer["operationId"], Is.Null, "none was started");
    }

    /// <summary>The message that answers a request. It waits in the outbox: nobody subscribes.</summary>
    private static async Task<JsonNode> AnswerAsync(World world, string message, RotateSecret request) => JsonNode.Parse((await Eventually.GetAsync(
        () => world.Database.ReadAsync(
            read => read.ScalarAsync<string?>(
                "select body from outbox_message where message_type like '%.' || @message and body::jsonb ->> 'requestId' = @RequestId::text",
                new { message, request.RequestId }),
            default),
        body => body is not null,
        what: $"The {message} of the request"))!)!;

    private static Task SendAsync(World world, ICommand command) => world.HearFromRotationAsync(command);

    private static Task ReachAsync(Tenant tenant, params string[] states) => Eventually.Async(
        async () => (await tenant.VersionsAsync()).Select(version => version.State).SequenceEqual(states) && await tenant.IsIdleAsync(),
        what: "The versions being " + string.Join(" and ", states));
}
