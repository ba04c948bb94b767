using PenguinMails.KeyIssuance.OperationProgress;

namespace PenguinMails.KeyIssuance.Servers.Enrolment;

/// <summary>Admins put tenants under management.</summary>
public static class EnrolmentEndpoints
{
    public static void MapEnrolment(this IEndpointRouteBuilder routes)
    {
        var tenants = routes.MapGroup("/api/v1/admin/tenants").RequireAuthorization(AccessPolicies.Admin).WithTags("Admin tenants");
        tenants.MapPost("", Enrol).RequireStepUp().Audited("tenant.enrol").ProducesAccepted<OperationAccepted>()
            .Describe("enrolTenant", "Enrols a tenant and its server").CanFail(ProblemCatalog.TenantExists, ProblemCatalog.AccountTaken, ProblemCatalog.OperationInProgress);
    }

    private static async Task<IResult> Enrol(
        EnrolTenant request, Caller caller, HttpContext http, IdempotentStart idempotent, TenantEnrolment enrolment)
    {
        var errors = request.Validate();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (await enrolment.ReadBootstrapAsync(request.Server, http.RequestAborted) is not { } publicHalf)
        {
            return errors.Require(false, "server.bootstrap.privateKey", "Is not an unencrypted private key that ssh-keygen can read.").ToProblem();
        }

        return await enrolment.WithBootstrapAsync(request.TenantId, request.Server, publicHalf, http, bootstrap => idempotent.RunAsync(
            http,
            caller,
            request,
            async transaction => await TenantEnrolment.IsTakenAsync(transaction, request.TenantId)
                ? new ApiProblem(ProblemCatalog.TenantExists)
                : StartAnswer.From(
                    bootstrap.Use(await enrolment.StartAsync(transaction, request, bootstrap.Staged, caller.Actor, Triggers.Manual)), OperationAddress.ForAdmins)));
    }
}
