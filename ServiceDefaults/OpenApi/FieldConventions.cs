using Microsoft.OpenApi;

namespace PenguinMails.ServiceDefaults;

/// <summary>Names that mean the same in the whole API, and how the forms of texts are described.</summary>
internal static class FieldConventions
{
    public static void Apply(string name, OpenApiSchema schema)
    {
        switch (name)
        {
            case "page" when IsText(schema):
                AsNumber(schema, minimum: 1, maximum: Page.Reach, preset: 1);
                break;
            case "pageSize" when IsText(schema):
                AsNumber(schema, minimum: 1, Page.MaxSize, Page.DefaultSize);
                break;
            case "page" or "pageSize" or "total":
                schema.Minimum = name == "total" ? "0" : "1";
                break;
            case "reason" when IsText(schema):
                schema.MaxLength = FieldErrors.MaxReasonLength;
                break;
        }
    }

    public static void Apply(TextForm form, OpenApiSchema schema)
    {
        switch (form)
        {
            case TextForm.Number:
                AsNumber(schema, minimum: 0, maximum: null, preset: null);
                break;
            case TextForm.Month:
                schema.Pattern = @"^\d{4}-(0[1-9]|1[0-2])$";
                schema.Examples = ["2026-11"];
                break;
            case TextForm.Duration:
                schema.Description ??= "ISO 8601, such as PT24H or P2D; 24h and 2d are read too.";
                schema.MaxLength = IsoDuration.LongestText;
                schema.Examples = ["PT24H"];
                break;
            default:
                schema.Format = form == TextForm.Uuid ? "uuid" : "date-time";
                break;
        }
    }

    private static void AsNumber(OpenApiSchema schema, int minimum, int? maximum, int? preset)
    {
        schema.Type = JsonSchemaType.Integer;
        schema.Format = maximum is null ? "int64" : "int32";
        schema.Minimum = minimum.ToString(CultureInfo.InvariantCulture);
        schema.Maximum = maximum?.ToString(CultureInfo.InvariantCulture);
        schema.Default = preset is { } value ? JsonValue.Create(value) : null;
    }

    private static bool IsText(OpenApiSchema schema) => schema.Type?.HasFlag(JsonSchemaType.String) == true;
}
