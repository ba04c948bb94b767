using System.Text;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Deletions;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.ServiceDefaults;
using PenguinMails.Ssh;
using PenguinMails.TestKit;
using RabbitMQ.Client;

namespace PenguinMails.KeyIssuance.Tests.Deletions;

/// <summary>Two administrators delete a secret: then the target refuses it, Vault holds nothing of it, and no list shows it.</summary>
[Category("Component")]
public sealed class DeletionTests : SharedWorldTests
{
    private static readonly Caller First = CallerOf("first@penguinmails.example");
    private static readonly Caller Second = CallerOf("second@penguinmails.example");

    [Test]
    public async Task Delete_Approved_EndsTheSecretEverywhere()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        var versions = await tenant.VersionsAsync();
        await using var connection = await BrokerConnection.OpenAsync(World.Broker);
        await using var channel = await connection.CreateChannelAsync();
        var exchange = $"{typeof(SecretDeleted).Namespace}:{nameof(SecretDeleted)}";
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        var events = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(events, exchange, "");

        var deletion = await DecideAsync(await RequestedAsync(tenant.Key), isApproved: true);
        await tenant.SucceededAsync(deletion.OperationId!.Value);

        Assert.That(await ReadAsync(deletion.DeletionId), Has.Property("Status").EqualTo("approved").And.Property("DeletedAt").Not.Null);
        Assert.That((await tenant.VersionsAsync()).Select(version => version.State), Is.All.EqualTo("revoked"));
        foreach (var version in versions)
        {
            Assert.That(await tenant.OfferAsync(version), Is.TypeOf<SshAnswer.Refused>());
        }

        Assert.That(await World.HeldAsync(Vault.VaultPath.Ssh(tenant.Id, "tenant")), Is.Zero);
        Assert.That((await World.StateOfAsync(tenant))!.Secrets.Select(secret => secret.Name), Is.EqualTo(["admin"]));
        Assert.That(await tenant.AuditedAsync(deletion.OperationId.Value), Does.Contain("ssh_key.delete intent").And.Contain("ssh_key.delete success"));
        await Eventually.Async(
            async () => await channel.BasicGetAsync(events, autoAck: true) is { } got && Encoding.UTF8.GetString(got.Body.Span).Contains($"{tenant.Id}", StringComparison.Ordinal),
            what: "The event of this deletion");
        Assert.That(await DeletionsWithoutApprovalAsync(deletion.OperationId.Value), Is.Zero, "every record names the approval");
    }

    [Test]
    public async Task Regenerate_Deleted_OnlyAnAdministratorBringsItBack()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await tenant.SucceededAsync((await DecideAsync(await RequestedAsync(tenant.Key), isApproved: true)).OperationId!.Value);

        Assert.That(await tenant.TryStartAsync(OperationKind.Rotate), Is.TypeOf<StartOutcome.Deleted>());
        Assert.That(await tenant.TryStartAsync(OperationKind.Regenerate), Is.TypeOf<StartOutcome.Deleted>());
        Assert.That(await RequestAsync(tenant.Key), Is.EqualTo("secret_deleted"));
        var outcome = await World.Database.InTransactionAsync(
            transaction => World.Requests.StartAsync(
                transaction,
                new StartOperation(tenant.Key, OperationKind.Regenerate, Second.Actor, Triggers.Manual, StartOperation.ByAdmin, "needed again", GracePeriod: null)),
            default);
        await tenant.SucceededAsync(((StartOutcome.Started)outcome).OperationId);

        await tenant.AssertConsistentAsync("brought back");
        Assert.That((await World.StateOfAsync(tenant))!.Secrets.Select(secret => secret.Name), Is.EqualTo(["admin", "tenant"]));
    }

    [Test]
    public async Task Delete_AlreadyRevoked_SecretAloneGoes()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await tenant.RunAsync(OperationKind.Revoke);

        var deletion = await DecideAsync(await RequestedAsync(tenant.Key), isApproved: true);
        await tenant.SucceededAsync(deletion.OperationId!.Value);

        Assert.That(await StepsAsync(deletion.OperationId.Value), Is.EqualTo(["delete"]));
    }

    [Test]
    public async Task Delete_Rejected_LeavesTheSecret()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        var deletionId = await RequestedAsync(tenant.Key);
        Assert.That(await RequestAsync(tenant.Key), Is.EqualTo("already_requested"));

        var deletion = await DecideAsync(deletionId, isApproved: false);

        Assert.That(deletion, Has.Property("Status").EqualTo("rejected").And.Property("OperationId").Null);
        await tenant.AssertConsistentAsync("rejected");
        Assert.That(await RequestedAsync(tenant.Key), Is.Not.EqualTo(deletionId), "it can be asked for again");
    }

    [Test]
    public async Task Request_OfSomebodyWhoLostTheirAccess_Expires()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        var requester = CallerOf("ended@penguinmails.example");
        var deletionId = Guid.Parse(await RequestAsync(tenant.Key, requester));

        await World.HearFromAsync(PlatformServices.Identity, new AccessEnded(requester.UserId, TimeProvider.System.GetUtcNow()));

        await Eventually.Async(async () => (await ReadAsync(deletionId))!.Status == "expired", what: "The expired request");
        var (_, problem, _) = await World.Database.InTransactionAsync(
            transaction => World.Approvals.DecideAsync(transaction, Second, DeletionTable.Kind, deletionId, isApproved: true, "seen"), default);
        Assert.That(problem, Is.EqualTo(ProblemCatalog.ApprovalExpired));
        Assert.That(await RequestedAsync(tenant.Key), Is.Not.EqualTo(deletionId), "it can be asked for again");
    }

    [Test]
    public async Task Request_WhatCannotBeDeleted_SaysWhy()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();

        Assert.That(await RequestAsync(tenant.Key with { Name = "admin" }), Is.EqualTo("not_deletable"));
        Assert.That(await RequestAsync(tenant.Key with { Name = "other" }), Is.EqualTo("not_found"));
        Assert.That(await RequestAsync(tenant.Key with { TenantId = Guid.CreateVersion7() }), Is.EqualTo("not_found"));
    }

    private static Caller CallerOf(string email) => new(Guid.CreateVersion7(), email, Roles.Admin, null, Guid.CreateVersion7(), "127.0.0.1", "a browser")
    {
        TokenIssuedAt = TimeProvider.System.GetUtcNow(),
    };

    private async Task<Guid> RequestedAsync(SecretReference secret) => Guid.Parse(await RequestAsync(secret));

    /// <summary>The deletion's id, or the code of the problem.</summary>
    private async Task<string> RequestAsync(SecretReference secret, Caller? caller = null)
    {
        var answer = await World.Database.InTransactionAsync(transaction => World.Deletions.RequestAsync(transaction, caller ?? First, secret, "a test"), default);
        return answer is DeletionAccepted accepted ? $"{accepted.DeletionId}" : ((ApiProblem)answer).Kind.Code;
    }

    private Task<Deletion> DecideAsync(Guid deletionId, bool isApproved) => World.Database.InTransactionAsync(
        async transaction =>
        {
            var (_, self, _) = await World.Approvals.DecideAsync(transaction, First, DeletionTable.Kind, deletionId, isApproved, "my own");
            Assert.That(self, Is.EqualTo(ProblemCatalog.SelfApproval));
            var (approval, problem, _) = await World.Approvals.DecideAsync(transaction, Second, DeletionTable.Kind, deletionId, isApproved, "seen");
            Assert.That(problem, Is.Null);
            return await World.Deletions.FollowAsync(new Decision(transaction, approval!, Second, isApproved, TimeProvider.System.GetUtcNow(), World.Services));
        },
        default);

    private Task<Deletion?> ReadAsync(Guid deletionId) =>
        World.Database.ReadAsync(read => DeletionTable.FindAsync(read, deletionId, TimeProvider.System.GetUtcNow()), default);

    private Task<IReadOnlyList<string>> StepsAsync(Guid operationId) => World.Database.ReadAsync(
        read => read.QueryAsync<string>("select name from operation_step where operation_id = @operationId order by ordinal", new { operationId }), default);

    private Task<int> DeletionsWithoutApprovalAsync(Guid operationId) => World.CountAsync(
        """
        select count(*)::int from outbox_message
        where message_type like '%.AuditRecorded' and body::jsonb ->> 'correlationId' = @operationId::text and body::jsonb #>> '{details,approvalId}' is null
        """,
        new { operationId });
}
