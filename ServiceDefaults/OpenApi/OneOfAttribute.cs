namespace PenguinMails.ServiceDefaults;

/// <summary>
/// A string that has one of a few values: an enum in the OpenAPI document. Generated clients then reject a misspelt state.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OneOfAttribute : Attribute
{
    /// <param name="constants">
    /// A class whose string constants are the values; its singular names the schema: <c>AlertStates</c> gives <c>AlertState</c>. Or an enum,
    /// whose values are written in snake_case.
    /// </param>
    public OneOfAttribute(Type constants)
    {
        SchemaName = constants.IsEnum ? constants.Name : SingularOf(constants.Name);
        Values = constants.IsEnum
            ? [.. Enum.GetNames(constants).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)]
            :
            [
                .. constants.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field is { IsLiteral: true } && field.FieldType == typeof(string))
                    .Select(field => (string)field.GetRawConstantValue()!),
            ];
    }

    /// <param name="values">The values of this one field; they get no schema of their own.</param>
    public OneOfAttribute(params string[] values) => Values = values;

    /// <summary>The name of the enum's schema; <see langword="null"/> for values that only one field has.</summary>
    public string? SchemaName { get; }

    public IReadOnlyList<string> Values { get; }

    private static string SingularOf(string plural) => plural switch
    {
        _ when plural.EndsWith("ies", StringComparison.Ordinal) => plural[..^3] + "y",
        _ when plural.EndsWith("uses", StringComparison.Ordinal) => plural[..^2],
        _ => plural.TrimEnd('s'),
    };
}
