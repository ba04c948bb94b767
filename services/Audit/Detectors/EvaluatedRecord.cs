namespace PenguinMails.Audit.Detectors;

/// <summary>What rules see of a record.</summary>
internal sealed class EvaluatedRecord
{
    private IReadOnlyDictionary<string, string>? _details;

    public long Sequence { get; init; }
    public Guid RecordId { get; init; }

    /// <summary>When it happened at its source.</summary>
    public DateTimeOffset OccurredAt { get; init; }

    public string Action { get; init; } = "";
    public string Outcome { get; init; } = "";

    /// <summary>Numbers people: it is the same for one name in any spelling.</summary>
    public long PersonId { get; init; }

    /// <summary>Who acted; null when they were erased.</summary>
    public string? User { get; init; }

    public string Role { get; init; } = "";
    public string? IpAddress { get; init; }
    public Guid? TenantId { get; init; }
    public string? SecretType { get; init; }
    public string? SecretName { get; init; }
    public string? Code { get; init; }
    public string? TraceId { get; init; }

    /// <summary>The record's canonical JSON.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The last word of a two-word action: <c>download</c> of <c>ssh_key.download</c>, and not of its steps. Else empty.</summary>
    public string Verb => Action.Split('.') is [_, var verb] ? verb : "";

    public bool IsByPerson => Role != Roles.Service;

    public bool ConcernsSecret => SecretType is not null;

    public SecretReference? Secret =>
        TenantId is { } tenant && SecretType is { } type && SecretName is { } name ? new SecretReference(tenant, type, name) : null;

    /// <summary>For summaries.</summary>
    public string Who => User ?? "An erased person";

    public string? Detail(string name) => (_details ??= ReadDetails()).GetValueOrDefault(name);

    private Dictionary<string, string> ReadDetails()
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Body.Length == 0)
        {
            return details;
        }

        using var json = JsonDocument.Parse(Body);
        if (json.RootElement.TryGetProperty("details", out var found) && found.ValueKind == JsonValueKind.Object)
        {
            foreach (var detail in found.EnumerateObject().Where(detail => detail.Value.ValueKind == JsonValueKind.String))
            {
                details[detail.Name] = StorableText.Of(detail.Value.GetString()!);
            }
        }

        return details;
    }
}
