namespace PenguinMails.Audit.Reports.BlastRadius;

/// <summary>A request to send as it stands.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Where to. It needs a step-up grant.</param>
/// <param name="Body">What.</param>
/// <param name="Omitted">How many exposed secrets are not in the body: one request takes 500, of types that can be rotated.</param>
/// <param name="Note">What to do about them; null when there are none.</param>
public sealed record RotateRequest(string Method, string Path, RotateBody Body, int Omitted, string? Note)
{
    private const int MaxSecrets = 500;

    /// <summary>Null when there is nothing that can be rotated.</summary>
    internal static RotateRequest? Of(BlastRadiusSubject subject, IEnumerable<BlastRadiusItem> items, int exposed)
    {
        var secrets = items
            .Where(item => item.IsExposed && SecretTypes.Rotated.Contains(item.Type))
            .Select(item => new RotateSecret(item.TenantId, item.Type, item.Name))
            .Distinct()
            .Take(MaxSecrets)
            .ToList();
        if (secrets.Count == 0)
        {
            return null;
        }

        var omitted = exposed - secrets.Count;
        return new RotateRequest(
            "POST",
            "/api/v1/admin/secrets/rotate-all",
            new RotateBody("all", "selected", $"Blast radius of a {subject.Kind}", Confirm: true, secrets),
            omitted,
            omitted == 0 ? null : $"{omitted} more are exposed. When these are rotated, ask for the report again.");
    }
}

/// <summary>What <c>POST /api/v1/admin/secrets/rotate-all</c> takes.</summary>
public sealed record RotateBody(string SecretType, string Scope, string Reason, bool Confirm, IReadOnlyList<RotateSecret> Secrets);

/// <summary>One secret to rotate.</summary>
public sealed record RotateSecret(Guid TenantId, string Type, string Name);
