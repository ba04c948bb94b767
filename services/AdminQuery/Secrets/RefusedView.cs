namespace PenguinMails.AdminQuery.Secrets;

/// <summary>Refused views are recorded with the tenant that they are about, those of one type's secrets under that type's own action.</summary>
internal sealed class RefusedView : IRefusedSubject
{
    private const string OfSecrets = "secret.view";

    public AuditEntry Complete(AuditEntry refusal, RouteValueDictionary route) => !Guid.TryParse(route["tenantId"] as string, out var tenantId)
        ? refusal
        : refusal with
        {
            TenantId = tenantId,
            Action = refusal.Action == OfSecrets && AuditSubjects.Of(route["type"] as string) is { } subject ? $"{subject}.view" : refusal.Action,
        };
}
