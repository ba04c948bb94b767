namespace PenguinMails.Rotation.Campaigns;

/// <summary>Endpoints of rotation campaigns: administrators control them, operators read them.</summary>
internal static class CampaignEndpoints
{
    public const string Root = "/api/v1/admin/secrets/campaigns";

    public static void MapCampaigns(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/admin/secrets/rotate-all", RotateAsync).RequireAuthorization(AccessPolicies.Admin).RequireStepUp()
            .Audited("campaign.start").WithTags("Admin rotation").Describe("startCampaign", "Starts a campaign that rotates many secrets")
            .ProducesAccepted<CampaignAccepted>().Produces<NothingToRotate>(StatusCodes.Status200OK, "application/json")
            .CanFail(ProblemCatalog.ConfirmationRequired, ProblemCatalog.TooManyCampaigns);

        var campaigns = routes.MapGroup(Root).WithTags("Admin rotation");
        var reading = campaigns.MapGroup("").RequireAuthorization(AccessPolicies.AdminRead);
        reading.MapGet("", ListAsync).Audited("campaign.view").Describe("listCampaigns", "Lists campaigns, newest first");
        reading.MapGet("/{campaignId:guid}", GetAsync).Audited("campaign.view").Describe("getCampaign", "Returns a campaign's progress");
        reading.MapGet("/{campaignId:guid}/items", ItemsAsync).Audited("campaign.view").Describe("listCampaignItems", "Lists the secrets of a campaign");
        reading.MapGet("/{campaignId:guid}/events", FollowAsync).Streams().Audited("campaign.view").Describe("streamCampaign", "Streams a campaign's progress until it ends");
        var control = campaigns.MapGroup("/{campaignId:guid}").RequireAuthorization(AccessPolicies.Admin);
        control.MapPost("/pause", Control((control, transaction, id, actor) => control.PauseAsync(transaction, id, actor))).RequireStepUp().Audited("campaign.pause")
            .Describe("pauseCampaign", "Pauses a campaign; rotations under way end, none begins").CanFail(ProblemCatalog.CampaignState);
        control.MapPost("/resume", Control((control, transaction, id, actor) => control.ResumeAsync(transaction, id, actor))).RequireStepUp().Audited("campaign.resume")
            .Describe("resumeCampaign", "Resumes a paused or halted campaign").CanFail(ProblemCatalog.CampaignState);
        control.MapPost("/cancel", Control((control, transaction, id, actor) => control.CancelAsync(transaction, id, actor))).RequireStepUp().Audited("campaign.cancel")
            .Describe("cancelCampaign", "Cancels a campaign; rotations under way end, the rest is skipped").CanFail(ProblemCatalog.CampaignState);
        control.MapPost("/retry", Control((control, transaction, id, actor) => control.RetryAsync(transaction, id, actor))).RequireStepUp().Audited("campaign.retry")
            .Describe("retryCampaign", "Retries the failed rotations of a campaign").CanFail(ProblemCatalog.CampaignState);
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
        [OneOf(typeof(CampaignStates))] string? state, string? page, string? pageSize, CampaignQuery query, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().RequireOneOf(state, CampaignStates.All, "state");
        var parsed = Page.Parse(page, pageSize, errors);
        return errors.Any ? errors.ToProblem() : TypedResults.Ok(await query.ListAsync(state, parsed, cancellationToken));
    }

    private static async Task<Results<Ok<CampaignView>, ApiProblem>> GetAsync(Guid campaignId, CampaignQuery query, CancellationToken cancellationToken) =>
        Answers.OkOrNotFound(await query.FindAsync(campaignId, cancellationToken));

    private static async Task<Results<Ok<PageOf<CampaignItemView>>, ApiProblem>> ItemsAsync(
        Guid campaignId, [OneOf(typeof(CampaignItemStates))] string? state, string? page, string? pageSize, CampaignQuery query, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().RequireOneOf(state, CampaignItemStates.All, "state");
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
