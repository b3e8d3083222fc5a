"""From a plan that somebody drew to a route, and what a plan cannot say of one."""
