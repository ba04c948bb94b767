using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.AdminAccess;
using PenguinMails.KeyIssuance.Following;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Enrolment;

/// <summary>Admins put tenants under management.</summary>
public static class EnrolmentEndpoints
{
    public static void MapEnrolment(this IEndpointRouteBuilder routes)
    {
        var tenants = routes.MapGroup("/api/v1/admin/tenants").RequireAuthorization(AccessPolicies.Admin).WithTags("Admin tenants");
        tenants.MapPost("", Enrol).RequireStepUp().Audited("tenant.enrol").ProducesAccepted<OperationAccepted>()
            .Describe("enrolTenant", "Enrols a tenant and its server").CanFail(ProblemCatalog.TenantExists, ProblemCatalog.OperationInProgress);
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

        return await idempotent.RunAsync(http, caller, request, async transaction =>
        {
            if (await TenantEnrolment.IsTakenAsync(transaction, request.TenantId)
                || !await enrolment.KeepBootstrapAsync(request, publicHalf, http.RequestAborted))
            {
                return new ApiProblem(ProblemCatalog.TenantExists);
            }

            var outcome = await enrolment.StartAsync(transaction, request, caller.Actor, Triggers.Manual);
            return StartAnswer.From(outcome, AdminEndpoints.LocationOf);
        });
    }
}
