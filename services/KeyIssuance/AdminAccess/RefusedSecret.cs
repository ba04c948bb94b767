namespace PenguinMails.KeyIssuance.AdminAccess;

/// <summary>
/// Calls for secrets of every type are recorded under the type's own actions, refused ones too: who asks for rotations of a type finds
/// both. What is about no one secret, or about a type that does not exist, keeps the name that the call has for all types.
/// </summary>
internal sealed class RefusedSecret(SecretTypeCatalog types) : IRefusedSubject
{
    private const string AnyType = "secret.";

    public AuditEntry Complete(AuditEntry refusal, RouteValueDictionary route)
    {
        if (!Guid.TryParse(route["tenantId"] as string, out var tenantId))
        {
            return refusal;
        }

        var ofTenant = refusal with { TenantId = tenantId };
        if (route["type"] is not string type || types.Find(type) is null)
        {
            return ofTenant;
        }

        return ofTenant with
        {
            Secret = route["name"] is string name ? new SecretReference(tenantId, type, name) : null,
            Action = IsOfAnyType(refusal.Action) ? $"{types.AuditPrefixOf(type)}.{refusal.Action[AnyType.Length..]}" : refusal.Action,
        };
    }

    // A reset's success is a regeneration with the trigger "emergency"; its refusal keeps the word that people look for.
    private static bool IsOfAnyType(string action) =>
        action.StartsWith(AnyType, StringComparison.Ordinal) && !action.AsSpan(AnyType.Length).Contains('.') && action != EmergencyReset.AlertKind;
}
