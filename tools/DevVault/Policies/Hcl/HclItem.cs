namespace PenguinMails.DevVault.Policies.Hcl;

/// <summary>
/// "name = value", "name { … }" or "name "label" { … }". A value is text, a bool, a <see cref="Json.JsonNumber"/>,
/// List&lt;object?&gt;, or List&lt;HclItem&gt; for what stands in braces.
/// </summary>
internal sealed record HclItem(string Name, IReadOnlyList<string> Labels, object? Value, int Line);
