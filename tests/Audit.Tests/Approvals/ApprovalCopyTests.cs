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

    [TestCase("audit_log.export")]
    [TestCase("audit_log.erasure")]
    [TestCase("anything.else")]
    public async Task RequestAndDecision_OfAKindThatIsNotItsSenders_AreRefusedAndAlerted(string kind)
    {
        var requested = Requested(Now.AddHours(1)) with { Kind = kind };
        await Service.PublishAsync<IEvent>(requested, Decided(requested with { ApprovalId = Guid.CreateVersion7() }));
        var own = Requested(Now.AddHours(1));
        await Service.PublishAsync(own);

        foreach (var type in new[] { nameof(ApprovalRequested), nameof(ApprovalDecided) })
        {
            await Eventually.Async(
                () => Service.ScalarAsync<bool>(
                    "select exists (select from alert where kind = 'messaging.forged' and summary like '%''key-issuance'' sent a message of type ' || @type || '%')", new { type }),
                what: $"The alert about {type}");
        }

        await ListedAsync(own.ApprovalId, "pending");
        Assert.That(await Service.ScalarAsync<int>("select count(*)::int from approval where kind = @kind and decided_by = 'second@penguinmails.example'", new { kind }), Is.Zero);
        Assert.That(await Service.ScalarAsync<int>("select count(*)::int from approval where approval_id = @ApprovalId", requested), Is.Zero);
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
