using System.Text;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Policies;
using PenguinMails.DevVault.Transit;

namespace PenguinMails.DevVault.Administration;

/// <summary>sys/policies/acl and the older sys/policy, which calls the text "rules".</summary>
internal sealed class PolicyPaths(PolicyStore policies)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("policies/acl/?").On(Operation.List, async (_, _, stop) => LogicalResponse.Keys(await policies.NamesAsync(stop))),
        Named("policies/acl/{name+}", "policy"),
        new PathRoute("policy/?").On(Operation.Read, ListOlderAsync).On(Operation.List, ListOlderAsync),
        Named("policy/{name+}", "rules"),
    ];

    private PathRoute Named(string pattern, string textName) => new PathRoute(pattern).Field("policy", FieldType.Text).Field("rules", FieldType.Text)
        .On(Operation.Read, (_, fields, stop) => ReadAsync(Name(fields), textName, stop))
        .On(Operation.Update, async (_, fields, stop) =>
        {
            var response = await WriteAsync(Name(fields), Text(fields), stop);
            return response is null && Name(fields) != fields.Text("name")
                ? new LogicalResponse().WithWarning($"policy name was converted to {Name(fields)}")
                : response;
        })
        .On(Operation.Delete, (_, fields, stop) => DeleteAsync(Name(fields), stop));

    private static string Name(FieldData fields) => fields.Text("name").ToLowerInvariant();

    private static string Text(FieldData fields) => fields.Text("policy") is { Length: > 0 } policy ? policy : fields.Text("rules");

    private async ValueTask<LogicalResponse?> ListOlderAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var names = await policies.NamesAsync(cancellationToken);
        return LogicalResponse.Of(("keys", names), ("policies", names));
    }

    private async ValueTask<LogicalResponse?> ReadAsync(string name, string textName, CancellationToken cancellationToken) =>
        await policies.FindAsync(name, cancellationToken) is { } text ? LogicalResponse.Of(("name", name), (textName, text)) : null;

    private async ValueTask<LogicalResponse?> WriteAsync(string name, string text, CancellationToken cancellationToken)
    {
        if (text.Length == 0)
        {
            return LogicalResponse.Invalid("'policy' parameter not supplied or empty");
        }

        if (name is PolicyStore.Root or BuiltInPolicies.WrappingName)
        {
            return LogicalResponse.Invalid($"cannot update \"{name}\" policy");
        }

        if (GoBase64.Decode(text, out _) is { } decoded)
        {
            text = Encoding.UTF8.GetString(decoded);
        }

        try
        {
            await policies.WriteAsync(name, text, cancellationToken);
            return null;
        }
        catch (PolicyException problem)
        {
            return LogicalResponse.Invalid(problem.Message);
        }
    }

    private async ValueTask<LogicalResponse?> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if (name is PolicyStore.Root or PolicyStore.Default or BuiltInPolicies.WrappingName)
        {
            return LogicalResponse.Invalid($"cannot delete \"{name}\" policy");
        }

        await policies.DeleteAsync(name, cancellationToken);
        return null;
    }
}
