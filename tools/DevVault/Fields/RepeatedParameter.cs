namespace PenguinMails.DevVault.Fields;

/// <summary>A query or form parameter that came several times: a list, but not a JSON one.</summary>
internal sealed class RepeatedParameter : List<object?>;
