using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Approvals;

/// <summary>One list shows what waits for approval in any service; only the service that a request belongs to decides or expires it.</summary>
[Category("Component")]
internal sealed class ApprovalCopyTests : SharedServiceTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Test]
    public async Task Request_OfAnotherService_IsListedUntilItIsDecidedThere()
    {
        var requested = Requested(Now.AddHours(1));
        await Service.PublishAsync(requested);

        var pending = await ListedAsync(requested.ApprovalId, "pending");
        Assert.That(pending.GetProperty("location").GetString(), Is.EqualTo(requested.Location));
        Assert.That(pending.GetProperty("requestedBy").GetString(), Is.EqualTo("first@penguinmails.example"));
        Assert.That(pending.GetProperty("reason").GetString(), Is.EqualTo("the tenant leaves"));

        await Service.PublishAsync(Decided(requested));
        var approved = await ListedAsync(requested.ApprovalId, "approved");
        Assert.That(approved.GetProperty("decidedBy").GetString(), Is.EqualTo("second@penguinmails.example"));
        Assert.That(approved.GetProperty("decisionReason").GetString(), Is.EqualTo("seen"));
    }

    [Test]
    public async Task Decision_ArrivesBeforeItsRequest_BothAreKept()
    {
        var requested = Requested(Now.AddHours(1));
        await Service.PublishAsync(Decided(requested));
        await ListedAsync(requested.ApprovalId, "approved");

        await Service.PublishAsync(requested);

        await Eventually.Async(async () => (await ListedAsync(requested.ApprovalId, "approved")).GetProperty("summary").GetString() == requested.Summary, what: "The request's words");
    }

    [Test]
    public async Task Copy_CannotBeDecidedHere()
    {
        var requested = Requested(Now.AddHours(1));
        await Service.PublishAsync(requested);
        await ListedAsync(requested.ApprovalId, "pending");
        // Even of a kind that this service decides itself.
        await Service.AsOwnerAsync("update approval set kind = 'audit_log.export' where approval_id = @ApprovalId", requested);

        using var admin = Service.SteppedUpAdmin("second");
        using var answer = await admin.PostAsJsonAsync($"/api/v1/admin/vault/audit-logs/exports/{requested.SubjectId}/approve", new { reason = "seen" });

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        await ListedAsync(requested.ApprovalId, "pending");
    }

    [Test]
    public async Task RequestsAndDecisions_OfKindsThatAreNotTheirSenders_AreRefusedAndAlerted()
    {
        var forged = new[] { "audit_log.export", "audit_log.erasure", "anything.else" }
            .SelectMany(kind => new[] { Requested(Now.AddHours(1)) with { Kind = kind }, Requested(Now.AddHours(1)) with { Kind = kind } })
            .ToList();
        // One request and one decision of each kind, none of which is of the other.
        var messages = forged.Select((request, index) => index % 2 == 0 ? (IEvent)request : Decided(request)).ToList();

        await Service.PublishAsync(messages);

        // They are one incident, whose words are those of the last of them.
        await Eventually.GetAsync(
            () => Service.ScalarAsync<int>(
                "select coalesce(sum(occurrences), 0)::int from alert where deduplication_key = 'messaging.forged/audit-events/key-issuance' and severity = 'critical'"),
            count => count == messages.Count,
            what: "An alert of each");
        Assert.That(
            await Service.ScalarAsync<int>("select count(*)::int from approval where approval_id = any(@ids)", new { ids = forged.Select(request => request.ApprovalId).ToArray() }),
            Is.Zero);
    }

    [Test]
    public async Task Copy_PastItsTime_IsShownAsExpired()
    {
        var requested = Requested(Now.AddSeconds(-1));
        await Service.PublishAsync(requested);

        await ListedAsync(requested.ApprovalId, "expired");
    }

    private static ApprovalRequested Requested(DateTimeOffset expiresAt)
    {
        var deletionId = Guid.CreateVersion7();
        return new(
            Guid.CreateVersion7(),
            "secret.deletion",
            deletionId,
            Guid.CreateVersion7(),
            "Deletion of a secret, for good",
            expiresAt,
            Now,
            $"/api/v1/admin/secrets/deletions/{deletionId}",
            "first@penguinmails.example",
            "the tenant leaves");
    }

    private static ApprovalDecided Decided(ApprovalRequested requested) => new(
        requested.ApprovalId, requested.Kind, requested.SubjectId, ApprovalStates.Approved, Guid.CreateVersion7(), Now, "second@penguinmails.example", "seen");

    private async Task<JsonElement> ListedAsync(Guid approvalId, string state)
    {
        var found = await Eventually.GetAsync(
            async () => (await Admin.GetFromJsonAsync<JsonElement>($"/api/v1/admin/approvals?state={state}&pageSize=200"))
                .GetProperty("items").EnumerateArray().Where(item => item.GetProperty("approvalId").GetGuid() == approvalId).ToList(),
            items => items.Count == 1,
            what: $"The approval among those that are {state}");
        return found[0];
    }
}
