namespace PenguinMails.ServiceDefaults;

/// <summary>Records that a known user was refused: wrong role, or no step-up grant. The gateway, without a database, records nothing.</summary>
public sealed class RefusalRecorder(AuditTrail trail, IServiceProvider services)
{
    public async Task RecordAsync(HttpContext context, ProblemKind problem)
    {
        if (services.GetService<Database>() is not { } database || Caller.From(context) is not { } caller)
        {
            return;
        }

        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        var action = context.GetEndpoint()?.Metadata.GetMetadata<AuditActionMetadata>()?.Action ?? $"{context.Request.Method} {route}";
        var refusal = new AuditEntry(action, AuditOutcomes.Refused) { TenantId = caller.TenantId, Code = problem.Code };
        if (services.GetService<IRefusedSubject>() is { } subject)
        {
            refusal = subject.Complete(refusal, context.Request.RouteValues);
        }

        await database.InTransactionAsync(transaction => trail.RecordAsync(transaction, caller.Actor, refusal), context.RequestAborted);
    }
}
