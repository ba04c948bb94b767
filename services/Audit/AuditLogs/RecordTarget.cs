namespace PenguinMails.Audit.AuditLogs;

/// <summary>What a record is about, beside its tenant.</summary>
/// <param name="Type">secret, person, server, tenant, policy, campaign, operation, finding, alert, webhook, export, erasure, deletion, month, signing_key or service_client.</param>
/// <param name="Id">Its id: of a secret its type and name, of a policy the type of secrets, of a server that of its tenant, of a month such as 2026-11.</param>
public sealed record RecordTarget([property: OneOf(typeof(RecordTargetTypes))] string Type, string Id)
{
    // Of several things that a record names, the first is what it is about.
    private static readonly (string Detail, string Type)[] Named =
    [
        ("userId", RecordTargetTypes.Person), ("webhookId", RecordTargetTypes.Webhook), ("exportId", RecordTargetTypes.Export), ("alertId", RecordTargetTypes.Alert),
        ("findingId", RecordTargetTypes.Finding), ("operationId", RecordTargetTypes.Operation), ("keyId", RecordTargetTypes.SigningKey),
        ("client", RecordTargetTypes.ServiceClient), ("month", RecordTargetTypes.Month),
    ];

    // What is decided by two persons, and what refusals name by the id in the path alone.
    private static readonly (string Action, string Type)[] Subjects =
    [
        ("audit_log.export", RecordTargetTypes.Export), ("audit_log.erasure", RecordTargetTypes.Erasure), ("secret.deletion", RecordTargetTypes.Deletion), ("alert", RecordTargetTypes.Alert),
    ];

    /// <param name="body">The record's canonical body, to which its hash commits; nothing else is read.</param>
    /// <returns>Null when the record is about no one thing.</returns>
    internal static RecordTarget? Of(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var record = document.RootElement;
            var (action, details) = (record.Text("action") ?? "", record.Member("details"));
            return OfDetails(action, details) ?? OfSecret(record.Member("secret")) ?? OfAction(action, record, details);
        }
        catch (JsonException)
        {
            return null; // somebody changed the body: verify says so
        }
    }

    private static RecordTarget? OfDetails(string action, JsonElement details)
    {
        foreach (var (detail, type) in Named)
        {
            if (details.Text(detail) is { } id)
            {
                return new RecordTarget(type, id);
            }
        }

        return (details.Text("subjectId") ?? details.Text("id")) is { } subject && Subjects.FirstOrDefault(each => IsOf(action, each.Action)) is { Type: { } ofSubject }
            ? new RecordTarget(ofSubject, subject)
            : null;
    }

    private static RecordTarget? OfSecret(JsonElement secret) =>
        (secret.Text("type"), secret.Text("name")) is ({ } type, { } name) ? new RecordTarget(RecordTargetTypes.Secret, $"{type}/{name}") : null;

    private static RecordTarget? OfAction(string action, JsonElement record, JsonElement details) => action.Split('.')[0] switch
    {
        "rotation_policy" when details.Text("secretType") is { } type => new RecordTarget(RecordTargetTypes.Policy, type),
        "campaign" when (record.Text("campaignId") ?? details.Text("campaignId")) is { } campaign => new RecordTarget(RecordTargetTypes.Campaign, campaign),
        "server" or "drift" when record.Text("tenantId") is { } tenant => new RecordTarget(RecordTargetTypes.Server, tenant),
        "tenant" when record.Text("tenantId") is { } tenant => new RecordTarget(RecordTargetTypes.Tenant, tenant),
        _ => null,
    };

    private static bool IsOf(string action, string subject) =>
        action.StartsWith(subject, StringComparison.Ordinal) && (action.Length == subject.Length || action[subject.Length] == '.');
}

/// <summary>Kinds of things that records are about.</summary>
public static class RecordTargetTypes
{
    public const string Secret = "secret";
    public const string Person = "person";
    public const string Server = "server";
    public const string Tenant = "tenant";
    public const string Policy = "policy";
    public const string Campaign = "campaign";
    public const string Operation = "operation";
    public const string Finding = "finding";
    public const string Alert = "alert";
    public const string Webhook = "webhook";
    public const string Export = "export";
    public const string Erasure = "erasure";
    public const string Deletion = "deletion";
    public const string Month = "month";
    public const string SigningKey = "signing_key";
    public const string ServiceClient = "service_client";

    public static readonly IReadOnlyList<string> All =
        [Secret, Person, Server, Tenant, Policy, Campaign, Operation, Finding, Alert, Webhook, Export, Erasure, Deletion, Month, SigningKey, ServiceClient];
}
