using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.Rotation.Campaigns;
using PenguinMails.Rotation.Tests.Platform;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Rotation.Tests.Platform.Events;

namespace PenguinMails.Rotation.Tests.Campaigns;

/// <summary>Begins, steers and reads campaigns as the endpoints do, and answers for KeyIssuance.</summary>
internal abstract class CampaignFixture : RotationFixture
{
    protected static readonly AuditActor Admin = new(Guid.CreateVersion7(), "admin@example.test", "admin", Guid.CreateVersion7(), "127.0.0.1", null);
    protected static readonly RotateAll All = new("ssh", "all", "quarterly review", Confirm: true);

    protected CampaignQuery Query => Service.Services.GetRequiredService<CampaignQuery>();

    protected static int IndexOf(IReadOnlyList<SecretReference> secrets, SecretReference secret) =>
        Enumerable.Range(0, secrets.Count).Single(index => secrets[index] == secret);

    protected static RotateAll Selecting(params SecretReference[] secrets) => new(
        "all", "selected", "they were seen by a stolen session", Confirm: true, Secrets: [.. secrets.Select(secret => new SelectedSecret(secret.TenantId, secret.Type, secret.Name))]);

    protected Task<IResult> RequestAsync(RotateAll request)
    {
        Assert.That(request.Validate().Any, Is.False);
        return Service.Database.InTransactionAsync(
            transaction => Service.Services.GetRequiredService<CampaignRequests>().StartAsync(transaction, request, Admin), CancellationToken.None);
    }

    protected async Task<Guid> BeginAsync(RotateAll request) => ((CampaignAccepted)await RequestAsync(request)).CampaignId;

    protected async Task<ApiProblem> RefusedAsync(RotateAll request) => (ApiProblem)await RequestAsync(request);

    protected Task<ControlOutcome> ControlAsync(Guid id, Func<CampaignControl, DatabaseTransaction, Task<ControlOutcome>> change) =>
        Service.Database.InTransactionAsync(
            transaction => change(Service.Services.GetRequiredService<CampaignControl>(), transaction), CancellationToken.None);

    protected async Task<CampaignView> FindAsync(Guid id) => (await Query.FindAsync(id, CancellationToken.None))!;

    protected Task<PageOf<CampaignItemView>> ItemsAsync(Guid id, string state) => Query.ItemsAsync(id, state, new Page(1, 50), CancellationToken.None);

    protected Task<CampaignView> ReachesAsync(Guid id, Func<CampaignView, bool> condition) => Eventually.GetAsync(() => FindAsync(id), condition);

    protected Task RotateAsync(RotateSecret request) => Others.PublishAsync(
        Rotated(request.Secret, Guid.CreateVersion7(), Guid.CreateVersion7(), Now) with { RequestId = request.RequestId });

    protected Task FailAsync(RotateSecret request, string code = "server_unreachable") =>
        Others.PublishAsync(Failed(request.Secret, Now, Triggers.Manual, request.RequestId, code));
}
