namespace Aspire.Hosting.ApplicationModel;

/// <summary>A named part of the distributed application; what is known about it hangs on it as annotations.</summary>
public interface IResource
{
    string Name { get; }

    ResourceAnnotationCollection Annotations { get; }
}

public interface IResourceAnnotation;

public interface IResourceWithArgs : IResource;

public interface IResourceWithEndpoints : IResource;

public interface IResourceWithEnvironment : IResource;

public interface IResourceWithWaitSupport : IResource;

/// <summary>A resource that has no state of its own over time, such as a parameter.</summary>
public interface IResourceWithoutLifetime : IResource;

/// <summary>A resource that lives and dies with another one, such as a database with its server.</summary>
public interface IResourceWithParent : IResource
{
    IResource Parent { get; }
}

public interface IResourceWithParent<out T> : IResourceWithParent
    where T : IResource
{
    new T Parent { get; }

    IResource IResourceWithParent.Parent => Parent;
}
