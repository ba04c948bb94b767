using Microsoft.AspNetCore.Mvc;
using PenguinMails.Identity.Invitations;

namespace PenguinMails.Identity.People;

/// <summary>An administrator's view of everybody, and a tenant owner's of the own tenant. Both do the same; the tenant comes from the token.</summary>
internal static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/api/v1/admin/users").RequireAuthorization(AccessPolicies.Admin).WithTags("People");
        admin.MapGet("", ListAsync).Audited("user.view").Describe("listUsers", "Lists people by address");
        admin.MapPost("", InviteAsync).RequireStepUp().Audited("user.invite").Describe("inviteUser", "Invites somebody by a link that works once")
            .CanFail(ProblemCatalog.UserExists, ProblemCatalog.TooManyInvitations);
        MapChanges(admin, "User");

        var tenant = routes.MapGroup("/api/v1/tenant/users").RequireAuthorization(AccessPolicies.TenantOwner).WithTags("Tenant people");
        tenant.MapGet("", ListColleaguesAsync).Audited("user.view").Describe("listTenantUsers", "Lists the people of the own tenant by address");
        tenant.MapPost("", InviteColleagueAsync).RequireStepUp().Audited("user.invite")
            .Describe("inviteTenantUser", "Invites somebody to the own tenant by a link that works once")
            .CanFail(ProblemCatalog.UserExists, ProblemCatalog.TooManyInvitations);
        MapChanges(tenant, "TenantUser");
    }

    private static void MapChanges(RouteGroupBuilder people, string noun)
    {
        people.MapPost("{userId:guid}/disable", DisableAsync).RequireStepUp().Audited("user.disable")
            .Describe($"disable{noun}", "Ends somebody's access and sessions").CanFail(ProblemCatalog.SelfApproval, ProblemCatalog.LastAdministrator);
        people.MapPost("{userId:guid}/enable", EnableAsync).RequireStepUp().Audited("user.enable")
            .Describe($"enable{noun}", "Gives somebody their access back")
            .CanFail(ProblemCatalog.SelfApproval, ProblemCatalog.NotIndependent, ProblemCatalog.DisabledByPlatform, ProblemCatalog.UserExists);
        people.MapPost("{userId:guid}/unlock", UnlockAsync).RequireStepUp().Audited("user.unlock")
            .Describe($"unlock{noun}", "Lets somebody sign in whose sign-ins are paused after failures")
            .CanFail(ProblemCatalog.SelfApproval, ProblemCatalog.NotIndependent);
        people.MapPost("{userId:guid}/reset", ResetAsync).RequireStepUp().Audited("user.reset")
            .Describe($"reset{noun}", "Takes password, authenticator and sessions away and invites anew")
            .CanFail(ProblemCatalog.SelfApproval, ProblemCatalog.NotIndependent, ProblemCatalog.LastAdministrator, ProblemCatalog.UserDisabled,
                ProblemCatalog.TooManyInvitations);
    }

    private static Task<Results<Ok<PageOf<Person>>, ApiProblem>> ListAsync(
        [FromQuery(Name = "search")] string? search,
        [FromQuery(Name = "role"), OneOf(typeof(Roles))] string? role,
        [FromQuery(Name = "status"), OneOf(typeof(UserStatuses))] string? status,
        [FromQuery(Name = "tenantId"), WrittenAs(TextForm.Uuid)] string? tenantId,
        [FromQuery(Name = "page"), WrittenAs(TextForm.Number)] string? page,
        [FromQuery(Name = "pageSize"), WrittenAs(TextForm.Number)] string? pageSize,
        Caller caller, PeopleView view, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        return view.ListAsync(caller, PersonFilter.Parse(search, role, status, tenantId, errors), Page.Parse(page, pageSize, errors), errors, cancellationToken);
    }

    private static Task<Results<Ok<PageOf<Person>>, ApiProblem>> ListColleaguesAsync(
        [FromQuery(Name = "search")] string? search,
        [FromQuery(Name = "role"), OneOf(typeof(Roles))] string? role,
        [FromQuery(Name = "status"), OneOf(typeof(UserStatuses))] string? status,
        [FromQuery(Name = "page"), WrittenAs(TextForm.Number)] string? page,
        [FromQuery(Name = "pageSize"), WrittenAs(TextForm.Number)] string? pageSize,
        Caller caller, PeopleView view, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var filter = PersonFilter.Parse(search, role, status, tenantId: null, errors) with { TenantId = caller.RequiredTenantId };
        return view.ListAsync(caller, filter, Page.Parse(page, pageSize, errors), errors, cancellationToken);
    }

    private static async Task<Results<Created<PlainTextInvitation>, ApiProblem>> InviteAsync(
        PersonInvitation body, Caller caller, PeopleChanges people, CancellationToken cancellationToken) =>
        body.Validate() is { Any: true } errors
            ? errors.ToProblem()
            : ToCreated(await people.InviteAsync(caller, body.Email, body.Role, body.TenantId, cancellationToken));

    private static async Task<Results<Created<PlainTextInvitation>, ApiProblem>> InviteColleagueAsync(
        ColleagueInvitation body, Caller caller, PeopleChanges people, CancellationToken cancellationToken) =>
        body.Validate() is { Any: true } errors
            ? errors.ToProblem()
            : ToCreated(await people.InviteAsync(caller, body.Email, body.Role, caller.RequiredTenantId, cancellationToken));

    private static Task<Results<NoContent, ApiProblem>> DisableAsync(
        Guid userId, PersonChange body, Caller caller, PeopleChanges people, CancellationToken cancellationToken) =>
        ChangeAsync(body, () => people.DisableAsync(caller, userId, body.Reason, cancellationToken));

    private static Task<Results<NoContent, ApiProblem>> EnableAsync(
        Guid userId, PersonChange body, Caller caller, PeopleChanges people, CancellationToken cancellationToken) =>
        ChangeAsync(body, () => people.EnableAsync(caller, userId, body.Reason, cancellationToken));

    private static Task<Results<NoContent, ApiProblem>> UnlockAsync(
        Guid userId, PersonChange body, Caller caller, PeopleChanges people, CancellationToken cancellationToken) =>
        ChangeAsync(body, () => people.UnlockAsync(caller, userId, body.Reason, cancellationToken));

    private static async Task<Results<Ok<PlainTextInvitation>, ApiProblem>> ResetAsync(
        Guid userId, PersonChange body, Caller caller, PeopleChanges people, CancellationToken cancellationToken) =>
        new FieldErrors().RequireReason(body.Reason, required: true) is { Any: true } errors
            ? errors.ToProblem()
            : await people.ResetAsync(caller, userId, body.Reason, cancellationToken) switch
            {
                PersonOutcome.Invited { Invitation: var invitation } => TypedResults.Ok(invitation),
                PersonOutcome.Refused refused => refused.ToProblem(),
                var other => throw new UnreachableException($"{other}"),
            };

    private static async Task<Results<NoContent, ApiProblem>> ChangeAsync(PersonChange body, Func<Task<PersonOutcome>> change) =>
        new FieldErrors().RequireReason(body.Reason, required: true) is { Any: true } errors ? errors.ToProblem()
            : await change() is PersonOutcome.Refused refused ? refused.ToProblem()
            : TypedResults.NoContent();

    private static Results<Created<PlainTextInvitation>, ApiProblem> ToCreated(PersonOutcome outcome) => outcome switch
    {
        PersonOutcome.Invited { Invitation: var invitation } => TypedResults.Created((string?)null, invitation),
        PersonOutcome.Refused refused => refused.ToProblem(),
        _ => throw new UnreachableException($"{outcome}"),
    };
}
