namespace PenguinMails.DevVault.Logical;

/// <summary>Why a request is not answered with data.</summary>
/// <param name="Message">For the caller; never holds secret material. Null for an empty list of errors.</param>
/// <param name="Listed">Shown as "1 error occurred:" and a bullet, as Vault shows errors that its handlers return bare.</param>
internal sealed record Refusal(int Status, string? Message, bool Listed = false)
{
    public static readonly Refusal PermissionDenied = new(StatusCodes.Status403Forbidden, "permission denied");

    /// <summary>Refused by a policy rather than for want of a valid token.</summary>
    public static readonly Refusal PolicyDenied = PermissionDenied with { Listed = true };

    public static readonly Refusal MissingToken = PermissionDenied;

    /// <summary>A token was sent, and there is none like it (any more).</summary>
    public static readonly Refusal InvalidToken = new(StatusCodes.Status403Forbidden, "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n");

    public static readonly Refusal Sealed = new(StatusCodes.Status503ServiceUnavailable, "Vault is sealed");

    public static readonly Refusal Internal = new(StatusCodes.Status500InternalServerError, "internal error", Listed: true);

    public string[] Errors => this switch
    {
        { Message: null } => [],
        { Listed: true } => [ListOfOne(Message)],
        _ => [Message],
    };

    public static string ListOfOne(string message) => $"1 error occurred:\n\t* {message}\n\n";
}
