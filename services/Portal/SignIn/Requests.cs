namespace PenguinMails.Portal.SignIn;

/// <summary>As the API takes it.</summary>
internal sealed record PlainTextSignInRequest(string Email, string Password, string TotpCode)
{
    public override string ToString() => "sign-in (redacted)";
}

/// <summary>As the API takes it.</summary>
internal sealed record PlainTextStepUpRequest(string Password, string TotpCode)
{
    public override string ToString() => "step-up (redacted)";
}

/// <summary>What a page knows of its session. Absent fields: nobody is signed in, or there is no grant.</summary>
/// <param name="AntiForgery">To be sent as <c>X-Anti-Forgery</c> with every change.</param>
/// <param name="User">Who is signed in.</param>
/// <param name="SteppedUpUntil">Until when sensitive calls need no further confirmation.</param>
internal sealed record SessionView(string AntiForgery, Sessions.SignedInUser? User = null, DateTimeOffset? SteppedUpUntil = null);
