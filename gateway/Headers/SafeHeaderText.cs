using System.Text;
using Microsoft.Extensions.Primitives;

namespace PenguinMails.Gateway.Headers;

/// <summary>
/// Headers reach the services as UTF-8, whatever bytes a client sends: what is no UTF-8, and control characters, become U+FFFD. A request
/// never fails on a header that nobody needs to understand.
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
