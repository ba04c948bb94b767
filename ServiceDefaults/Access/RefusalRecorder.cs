namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Records that a known user was refused: wrong role, no step-up grant, or an id of another tenant. The gateway, without a database, records nothing.
/// </summary>
public sealed class RefusalRecorder(AuditTrail trail, IServiceProvider services)
{
    /// <param name="context">The request; the ids in its path are the record's details.</param>
    /// <param name="problem">Why it was refused.</param>
    /// <param name="details">What else is to be known.</param>
    public async Task RecordAsync(HttpContext context, ProblemKind problem, params IEnumerable<KeyValuePair<string, string>> details)
    {
        if (services.GetService<Database>() is not { } database || Caller.From(context) is not { } caller)
        {
            return;
        }

        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        var action = context.GetEndpoint()?.Metadata.GetMetadata<AuditActionMetadata>()?.Action ?? $"{context.Request.Method} {route}";
        var named = IdsOf(context.Request.RouteValues).Concat(details).ToDictionary(StringComparer.Ordinal);
        var refusal = new AuditEntry(action, AuditOutcomes.Refused) { TenantId = caller.TenantId, Code = problem.Code, Details = named.Count > 0 ? named : null };
        if (services.GetService<IRefusedSubject>() is { } subject)
        {
            refusal = subject.Complete(refusal, context.Request.RouteValues);
        }

        await database.InTransactionAsync(transaction => trail.RecordAsync(transaction, caller.Actor, refusal), context.RequestAborted);
    }

    // The tenant has a member of its own.
    private static IEnumerable<KeyValuePair<string, string>> IdsOf(RouteValueDictionary route) =>
        from place in route
        where place.Key != "tenantId" && Guid.TryParse(place.Value as string, out _)
        select KeyValuePair.Create(place.Key, $"{Guid.Parse((string)place.Value!)}");
}
