using System.Text;
using Microsoft.Extensions.Primitives;

namespace PenguinMails.Gateway.Headers;

/// <summary>
/// Forwards headers as UTF-8. Invalid UTF-8 and control characters become U+FFFD, so that no header's content makes a request fail.
/// </summary>
internal static class SafeHeaderText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Reads what is no UTF-8 as U+FFFD; Kestrel by itself would refuse the request.</summary>
    public static Encoding Encoding => Encoding.UTF8;

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        foreach (var (name, values) in headers.Where(header => header.Value.Any(HasControl)).ToList())
        {
            headers[name] = new StringValues([.. values.Select(Clean)]);
        }

        return next(context);
    }

    private static bool HasControl(string? value) => value?.Any(IsControl) == true;

    private static string? Clean(string? value) =>
        value is null ? null : string.Create(value.Length, value, (text, source) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = IsControl(source[i]) ? Replacement : source[i];
            }
        });

    private static bool IsControl(char symbol) => char.IsControl(symbol) && symbol != '\t';
}
