using PenguinMails.KeyIssuance.OperationProgress;
using PenguinMails.KeyIssuance.Servers.Enrolment;

namespace PenguinMails.KeyIssuance.Servers;

/// <summary>Admins declare a tenant's server lost, and give the tenant a new one.</summary>
public static class ServerEndpoints
{
    public static void MapServers(this IEndpointRouteBuilder routes)
    {
        var server = routes.MapGroup("/api/v1/admin/tenants/{tenantId:guid}/server").RequireAuthorization(AccessPolicies.Admin).WithTags("Admin tenants");
        server.MapPost("/abandon", Abandon).RequireStepUp().Audited("server.abandon").ProducesAccepted<OperationAccepted>()
            .Describe("abandonServer", "Declares a tenant's server lost").CanFail(ProblemCatalog.OperationInProgress, ProblemCatalog.NoServer);
        server.MapPut("", Replace).RequireStepUp().Audited("server.replace").ProducesAccepted<OperationAccepted>()
            .Describe("replaceServer", "Gives a tenant a new server after a loss").CanFail(ProblemCatalog.ServerInUse, ProblemCatalog.AccountTaken, ProblemCatalog.OperationInProgress);
    }

    private static Task<IResult> Abandon(
        Guid tenantId, OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, ServerReplacement servers) =>
        idempotent.StartAsync(http, caller, request, OperationReason.Validate(request, required: true), transaction =>
            servers.AbandonAsync(transaction, tenantId, request!.Reason!, caller.Actor));

    private static async Task<IResult> Replace(
        Guid tenantId, EnrolServer request, Caller caller, HttpContext http, IdempotentStart idempotent, ServerReplacement servers, TenantEnrolment enrolment)
    {
        var errors = new FieldErrors();
        request.Validate(errors, prefix: "");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (await enrolment.ReadBootstrapAsync(request, http.RequestAborted) is not { } publicHalf)
        {
            return errors.Require(false, "bootstrap.privateKey", "Is not an unencrypted private key that ssh-keygen can read.").ToProblem();
        }

        return await enrolment.WithBootstrapAsync(tenantId, request, publicHalf, http, bootstrap => idempotent.RunAsync(
            http,
            caller,
            request,
            async transaction => StartAnswer.From(
                bootstrap.Use(await servers.ReplaceAsync(transaction, tenantId, request, bootstrap.Staged, caller.Actor)), OperationAddress.ForAdmins)));
    }
}
