using Microsoft.AspNetCore.Http.HttpResults;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Rotation.Campaigns;

/// <summary>Endpoints of rotation campaigns: administrators control them, operators read them.</summary>
internal static class CampaignEndpoints
{
    public const string Root = "/api/v1/admin/secrets/campaigns";

    private static readonly string[] States =
    [
        CampaignStates.Canary, CampaignStates.Running, CampaignStates.Paused, CampaignStates.Halted, CampaignStates.Cancelled, CampaignStates.Completed,
    ];

    private static readonly string[] ItemStates = ["pending", "running", "succeeded", "failed", "skipped"];

    public static void MapCampaigns(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/admin/secrets/rotate-all", RotateAsync).RequireAuthorization(AccessPolicies.Admin).RequireStepUp()
            .Audited("campaign.start").WithTags("Admin rotation").Produces<CampaignAccepted>(StatusCodes.Status202Accepted);

        var campaigns = routes.MapGroup(Root).WithTags("Admin rotation");
        var reading = campaigns.MapGroup("").RequireAuthorization(AccessPolicies.AdminRead);
        reading.MapGet("", ListAsync).Audited("campaign.view");
        reading.MapGet("/{campaignId:guid}", GetAsync).Audited("campaign.view");
        reading.MapGet("/{campaignId:guid}/items", ItemsAsync).Audited("campaign.view");
        reading.MapGet("/{campaignId:guid}/events", FollowAsync).Audited("campaign.view");
        var control = campaigns.MapGroup("/{campaignId:guid}").RequireAuthorization(AccessPolicies.Admin);
        control.MapPost("/pause", Control((control, transaction, id, actor) => control.PauseAsync(transaction, id, actor))).Audited("campaign.pause");
        control.MapPost("/resume", Control((control, transaction, id, actor) => control.ResumeAsync(transaction, id, actor))).Audited("campaign.resume");
        control.MapPost("/cancel", Control((control, transaction, id, actor) => control.CancelAsync(transaction, id, actor))).Audited("campaign.cancel");
        control.MapPost("/retry", Control((control, transaction, id, actor) => control.RetryAsync(transaction, id, actor))).Audited("campaign.retry");
    }

    private static async Task<IResult> RotateAsync(
        RotateAll request, Caller caller, HttpContext http, IdempotentStart idempotent, CampaignRequests campaigns)
    {
        var errors = request.Validate();
        return errors.Any
            ? errors.ToProblem()
            : await idempotent.RunAsync(http, caller, request, transaction => campaigns.StartAsync(transaction, request, caller.Actor));
    }

    private static async Task<Results<Ok<PageOf<CampaignView>>, ApiProblem>> ListAsync(
        string? state, string? page, string? pageSize, CampaignQuery query, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().Require(state is null || States.Contains(state), "state", $"Must be one of {string.Join(", ", States)}.");
        var parsed = Page.Parse(page, pageSize, errors);
        return errors.Any ? errors.ToProblem() : TypedResults.Ok(await query.ListAsync(state, parsed, cancellationToken));
    }

    private static async Task<Results<Ok<CampaignView>, ApiProblem>> GetAsync(Guid campaignId, CampaignQuery query, CancellationToken cancellationToken) =>
        await query.FindAsync(campaignId, cancellationToken) is { } campaign ? TypedResults.Ok(campaign) : new ApiProblem(ProblemCatalog.NotFound);

    private static async Task<Results<Ok<PageOf<CampaignItemView>>, ApiProblem>> ItemsAsync(
        Guid campaignId, string? state, string? page, string? pageSize, CampaignQuery query, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().Require(state is null || ItemStates.Contains(state), "state", $"Must be one of {string.Join(", ", ItemStates)}.");
        var parsed = Page.Parse(page, pageSize, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await query.FindAsync(campaignId, cancellationToken) is null
            ? new ApiProblem(ProblemCatalog.NotFound)
            : TypedResults.Ok(await query.ItemsAsync(campaignId, state, parsed, cancellationToken));
    }

    private static async Task<Results<ServerSentEventsResult<CampaignView>, ApiProblem>> FollowAsync(
        Guid campaignId, CampaignQuery query, CampaignEvents events, CancellationToken cancellationToken) =>
        await query.FindAsync(campaignId, cancellationToken) is { } campaign
            ? TypedResults.ServerSentEvents(events.FollowAsync(campaign, cancellationToken))
            : new ApiProblem(ProblemCatalog.NotFound);

    private static Delegate Control(Func<CampaignControl, DatabaseTransaction, Guid, AuditActor, Task<ControlOutcome>> change) =>
        async Task<Results<Ok<CampaignView>, ApiProblem>> (
            Guid campaignId, Caller caller, Database database, CampaignControl control, CampaignQuery query, CancellationToken cancellationToken) =>
            await database.InTransactionAsync(transaction => change(control, transaction, campaignId, caller.Actor), cancellationToken) switch
            {
                ControlOutcome.NotFound => new ApiProblem(ProblemCatalog.NotFound),
                ControlOutcome.NotAllowed => new ApiProblem(ProblemCatalog.CampaignState),
                _ => TypedResults.Ok((await query.FindAsync(campaignId, cancellationToken))!),
            };
}
