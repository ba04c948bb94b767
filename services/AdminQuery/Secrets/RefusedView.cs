namespace PenguinMails.AdminQuery.Secrets;

/// <summary>Refused views are recorded with the tenant that they are about, those of keys under the keys' own action.</summary>
internal sealed class RefusedView : IRefusedSubject
{
    private const string OfSecrets = "secret.view";
    private const string OfSshKeys = "ssh_key.view";

    public AuditEntry Complete(AuditEntry refusal, RouteValueDictionary route) => !Guid.TryParse(route["tenantId"] as string, out var tenantId)
        ? refusal
        : refusal with
        {
            TenantId = tenantId,
            Action = refusal.Action == OfSecrets && route["type"] is SecretTypes.Ssh ? OfSshKeys : refusal.Action,
        };
}
