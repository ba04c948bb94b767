using System.Text.Json.Serialization;

namespace PenguinMails.KeyIssuance.SecretTypes;

/// <summary>What a type reads from a request that enrols a secret of it.</summary>
public abstract record Enrolment
{
    private Enrolment() { }

    /// <summary>A secret can begin.</summary>
    /// <param name="Secret">Its name, and what the type keeps for it.</param>
    public sealed record Read(NewSecret Secret) : Enrolment;

    /// <summary>Fields of the request are wrong.</summary>
    /// <param name="Errors">All of them.</param>
    public sealed record Invalid(FieldErrors Errors) : Enrolment;

    /// <summary>Secrets of the type are not enrolled by a call of their own.</summary>
    /// <param name="Advice">How they are.</param>
    public sealed record Elsewhere(string Advice) : Enrolment;
}

/// <summary>Reads the body of a request that enrols a secret, as strictly as any other body.</summary>
public static class EnrolmentBody
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
    };

    /// <param name="body">The body.</param>
    /// <param name="read">Makes the enrolment from a body whose fields are known and of the right types.</param>
    public static Enrolment As<T>(JsonObject body, Func<T, Enrolment> read)
        where T : class
    {
        T request;
        try
        {
            request = body.Deserialize<T>(Strict)!;
        }
        catch (JsonException failure)
        {
            return new Enrolment.Invalid(FieldErrors.Of(failure));
        }

        return read(request);
    }
}
